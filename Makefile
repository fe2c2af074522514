# Inflight needs Go and make to build and run. `make help` lists what there is.

GO ?= go
BROTLI ?= 11
STATICCHECK = v0.8.2
TYPESCRIPT = 7.0.2
REACT = 19.3.1
REACT_BEFORE = 18.3.1
PREACT = 11.2.0
VUE = 3.5.45
FRAMEWORKS = bin/react-$(REACT)-$(REACT_BEFORE)-preact-$(PREACT)-vue-$(VUE)
# Tests make much garbage and keep little: to collect it less often saves a quarter of their time.
# What go test's cache cannot see by itself it is told: which other programs are installed, and the day, since some cases are new each day.
TEST = GOGC=400 TODAY=$$(date +%F) TOOLS="$(TOOLS)" $(GO) run .ci/tests.go bin/times $(GO)
TOOLS = $$(for tool in python3 /usr/bin/python3 node rsvg-convert convert; do $$tool --version; done 2>&1; \
	dpkg-query -W python3-aiohttp python3-uvloop python3-cairosvg 2>&1; grep '"version"' $(PYODIDE)/package.json 2>&1)
JS = GOOS=js GOARCH=wasm
JS_PACKAGES = ./app ./app/own ./app/wasm ./engine/...
# Without the checkout's path, what Go has compiled serves every other checkout too.
export GOFLAGS += -trimpath
LEAN = -modfile=bin/lean/go.mod -overlay=bin/lean/overlay.json

# The tests with goroutines, by room; the others are pure, and take the race detector's time for nothing. In engine their names say so.
RACED = ./engine/fetch ./engine/backend
RACED_BY_NAME = -run Live ./engine
# Tests that could be fuzzed look for a folder, whose place keeps go test's cache from knowing them in another checkout.
NOT_FUZZ = -run '^(Test|Example)'

WASM = web/dist/app.wasm
LINKED = bin/app.wasm
WASM_SOURCES = $(shell find app engine -name '*.go' ! -name '*_test.go' ! -path 'engine/backend/*') go.mod go.sum
SHELL_SOURCES = $(wildcard web/*.go web/*.html web/*.css web/*.js web/*.svg web/cuts/*.js)
EDITOR = web/dist/editor.js
PYODIDE = bin/npm/node_modules/pyodide
PYTHON_FILES = pyodide.mjs pyodide.asm.mjs pyodide.asm.wasm.br pyodide.asm.wasm.gz python_stdlib.zip
SERVER_SOURCES = server.go $(wildcard engine/backend/*.go web/*/*.go) $(WASM_SOURCES) $(SHELL_SOURCES)

.DEFAULT_GOAL := build
.DELETE_ON_ERROR:
.PHONY: build run test check vet lint unit e2e patient live programs proof proof-page smoke browsers golden cut traces bench $(BENCH_PARTS:%=bench-%) bench-table bytes npm platforms screenshots site clean help tools aiohttp readers proxies browser shell engines frameworks

build: bin/inflight ## compile the app and the server into bin/inflight (BROTLI=9 is quicker, and larger on the wire; DEBUG=1: panics of the page tell lines)

bin/inflight: $(SERVER_SOURCES) $(WASM).br $(if $(shell command -v npm),$(EDITOR))
	$(GO) build -trimpath -ldflags "-s -w" -o $@ .

# What draws the page and what it draws by is built without inlining, which saves 40 kB over the wire and costs a twentieth of its time. What
# simulates, and what allocates, copies and sorts, is inlined as ever.
NOT_INLINED = inflight/... github.com/maxence-charriere/go-app/v10/pkg/app encoding/json fmt reflect time net/url compress/flate strconv internal/strconv
SMALL = $(NOT_INLINED:%=-gcflags=%=-l) -gcflags=inflight/engine=

# Without the version control stamp, which would give every commit a new wasm to download.
$(LINKED): $(WASM_SOURCES) bin/lean/overlay.json
	$(JS) $(GO) build $(LEAN) $(SMALL) -trimpath -buildvcs=false -ldflags "-s -w" -o $@ ./app/wasm
	cp "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" web/dist/wasm_exec.js

# A panic of the page tells no lines, which would be a tenth of its download. With DEBUG=1 it does: then the program is as Go linked it.
$(WASM): $(LINKED) $(wildcard web/slim/*.go) bin/served$(if $(DEBUG),-debug)
	$(if $(DEBUG),cp $(LINKED) $@,$(GO) run ./web/slim $(LINKED) $@)

# There is one of these at a time, so that the program is written anew when DEBUG changes.
bin/served bin/served-debug:
	@mkdir -p bin; rm -f bin/served bin/served-debug; touch $@

# What go-app has for servers stays out of the download.
bin/lean/overlay.json: go.mod go.sum web/lean.go $(shell find web/_lean -type f)
	$(GO) run web/lean.go bin/lean

# The limit is for people on slow lines; raise it for what is worth their wait.
LIMIT = 1263000

$(WASM).br: $(WASM) web/compress.go
	$(GO) run web/compress.go -quality $(BROTLI) $(if $(DEBUG),,-limit $(LIMIT)) $(WASM)

# Python (Pyodide) and the editor (CodeMirror) come from npm, in the versions and with the integrity that the lock file has. Without npm, or
# without a network, the program is built without them, and its page says so. What npm brings is packed and no part of the app's program.
# Nothing that is in web/dist ever goes away: whoever compiles web beside this has seen it there, and will look for it.
$(EDITOR): web/npm/package-lock.json web/npm/editor.js web/compress.go
	@rm -rf bin/npm.new && mkdir -p bin/npm.new && cp web/npm/package*.json bin/npm.new; \
	if npm ci --prefix bin/npm.new --ignore-scripts --silent --no-audit --no-fund; then rm -rf bin/npm && mv bin/npm.new bin/npm; \
	else echo "npm could not bring Python and the editor, so the page is built without them: make build tries again" >&2; exit 0; fi && \
	$(GO) run web/compress.go -quality 9 $(PYODIDE)/pyodide.asm.wasm && cp $(PYTHON_FILES:%=$(PYODIDE)/%) web/dist/ && \
	NODE_PATH=bin/npm/node_modules $(GO) tool esbuild web/npm/editor.js --bundle --minify --format=iife --target=es2022 \
		--banner:js="/* CodeMirror 6 (https://codemirror.net), MIT licence, (c) Marijn Haverbeke and others */" --outfile=$@ --log-level=warning

run: build ## build, and serve on http://127.0.0.1:8000 (TLS=1: the backend over HTTP/2; other flags: FLAGS="-addr …")
	@exec bin/inflight $(if $(TLS),-tls) $(FLAGS)

test: bin/lean/overlay.json tools aiohttp readers proxies shell engines frameworks ## everything that .ci/run checks, how long each part of it took, and the five slowest tests
	@rm -f bin/times bin/parts
	@$(call beside,$(call parts,build),$(call parts,vet lint))
	@$(call beside,$(call parts,patient),$(call parts,unit smoke programs live))
	@echo "all passed; the five slowest parts, and tests:"; for slow in parts times; do sort -rn bin/$$slow | head -5; done

check: ## vet, lint and unit tests, before every commit
	@$(call parts,vet lint unit)

# $(call parts,targets) makes targets one after another and says how long each took.
parts = for part in $(1); do start=$$(date +%s); $(MAKE) --no-print-directory $$part || exit; \
	echo "$$(($$(date +%s) - start)) s $$part" | tee -a bin/parts; done

# $(call beside,commands,others) runs both at once, and fails if one of them does.
beside = ( ( $(1) ) & first=$$!; ( $(2) ); second=$$?; wait $$first && exit $$second )

vet: bin/lean/overlay.json ## go vet, natively and for the browser
	@$(call beside,$(GO) vet ./...,$(JS) $(GO) vet $(LEAN) $(JS_PACKAGES))

lint: bin/staticcheck-$(STATICCHECK) bin/typescript-$(TYPESCRIPT) ## gofmt, length of lines, and staticcheck natively and for the browser; types in JavaScript
	@test -z "$$(gofmt -l .)" || { echo "not formatted, run gofmt -w on:"; gofmt -l .; exit 1; }
	@! LC_ALL=C.UTF-8 grep -rnE --include='*.go' --exclude-dir=testdata --exclude-dir=bin '^.{141,}' . || { echo "want at most 140 characters a line"; exit 1; }
	bin/typescript-$(TYPESCRIPT)/node_modules/.bin/tsc --project web/jsconfig.json && bin/typescript-$(TYPESCRIPT)/node_modules/.bin/tsc --project web/package
	@$(call beside,$</staticcheck ./...,$(JS) $</staticcheck $(JS_PACKAGES))

bin/staticcheck-$(STATICCHECK):
	GOBIN=$(CURDIR)/$@ $(GO) install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK)

bin/typescript-$(TYPESCRIPT):
	@$(call need,npm,npm)
	npm install --no-save --silent --no-audit --no-fund --prefix $@ typescript@$(TYPESCRIPT) || { rm -rf $@; exit 1; }

# What has not changed in a room, in what it imports, and in its testdata, which its tests embed, go test knows from the time before, in
# each checkout alike; the rest really runs. Two rooms look at files of others, and the program at the whole checkout: these run in each new
# one. Scripts that other programs are given are embedded, too, or go test would not know them. The page's program is a part of web, whose
# tests are known, therefore, once it is built.
unit: tools aiohttp readers proxies ## unit tests, with the race detector where goroutines run
	CGO_ENABLED=1 $(TEST) -race $(NOT_FUZZ) $(RACED)
	CGO_ENABLED=1 $(TEST) -race $(RACED_BY_NAME)
	$(TEST) $(NOT_FUZZ) -short ./engine/program
	$(TEST) $(NOT_FUZZ) $$($(GO) list ./... | grep -v -x -e inflight/app/e2e -e inflight/app/browsers -e inflight/engine/program $(RACED:./%=-e inflight/%))
	$(TEST) -run '^Fuzz' $(sort $(dir $(shell grep -lrE --include='*_test.go' '^func Fuzz' ./app ./engine ./web)))

e2e: build shell frameworks ## tests in a real Chromium
	@$(call beside,$(call parts,patient),$(call parts,live))

# What only computes runs beside all others, and leaves them the processors: they wait for much, and hold times against it.
PATIENT = 'Accessible|Fit|Overlaps|AboveTheFold|Prints|Example|Listed'

patient: build shell frameworks ## those that only compute
	nice env $(TEST) -count=1 -timeout 20m -run $(PATIENT) ./app/e2e

live: build shell frameworks ## the others
	$(TEST) -count=1 -timeout 20m -skip $(PATIENT) ./app/e2e

# They, too, are known from the time before if neither they, nor the engine, nor the tools have changed, until the next day. What is
# recorded computes, while the programs mostly wait.
RECORDED = 'Recorded|Leave|Tutorials|Crawler|InMemory|Named|Names|Newer'

programs: tools aiohttp ## run the generated programs of every preset in Python, Go and JavaScript, and record them: a minute, and once a day
	@$(call beside,CI=1 $(TEST) -run 'Programs|Clocks' -skip $(RECORDED) ./engine/program,nice env CI=1 \
		$(TEST) -run $(RECORDED) ./engine/program)

proof: ## run the Python program of every recorded scenario under the recorder, in virtual time: a minute
	INFLIGHT_PROOF=1 $(TEST) -count=1 -run 'Recorded' ./engine/program

proof-page: build browser ## run every preset's program in the page's own Python, in Chromium, and compare its trace with the engine's log
	rm -rf bin/traces && mkdir -p bin/traces
	$(TEST) -count=1 ./app/e2e -run TestPresetsInThePage -traces $(CURDIR)/bin/traces
	INFLIGHT_TRACES=$(CURDIR)/bin/traces $(TEST) -count=1 -v ./engine/program -run TestTracesOfThePage

programs-random: tools aiohttp ## run 200 random scenarios as Python programs against the backend, others each day (SEED=5: those of one seed)
	CI=1 $(GO) test -C engine/program -count=1 -run TestRandomPrograms -random 200 -random-seed $(or $(SEED),$$(date +%Y%m%d))

golden: ## redraw the pictures, and write the tables, that tests compare with: read the diff
	$(GO) test ./engine ./engine/view ./engine/picture ./engine/program -short -update
	$(GO) test . -run 'Keys|Outcomes' -update

cut: ## keep the embed script as it is now, as /embed@N.js with the next number, before a release
	$(GO) test ./web -count=1 -run TestCut -cut

traces: ## ask CPython 3.11 or later again for the traces that tests compare with
	$(GO) test ./engine -run TestTracesEqualCPython -update-traces

smoke: build engines ## the page in Firefox and in WebKit, side by side: what browsers do each in their own way
	$(TEST) -count=1 -timeout 5m ./app/browsers

browsers: build browser engines ## every preset live in Chromium, Firefox and WebKit: some minutes
	$(GO) test -count=1 -timeout 20m ./app/e2e -run TestRunsLiveAsPredicted/preset -whole
	$(GO) test -count=1 -timeout 20m ./app/browsers -all

# Each part can be measured by itself, and keeps what it prints in bin/bench. The page's are named after their benchmarks.
PAGE_BENCHES = Start Peers Embed Keystroke Compare ManyRuns Frames Live OwnProgram
BENCH_PARTS = engine rest wasm bytes browsers $(PAGE_BENCHES)
MEASURE = $(GO) run .ci/bench.go bin/bench/

bench: build browser engines tools $(BENCH_PARTS:%=bench-%) bench-table ## all that is measured, some twenty minutes, and the table of docs/performance.md (bench-PART: one part)

bench-engine: tools ## the engine against CPython
	$(MEASURE)engine.txt $(GO) test ./engine -run '^$$' -bench Simulate10000 -benchmem -timeout 30m

bench-rest: ## what else is computed, and what the server answers
	$(MEASURE)rest.txt $(GO) test ./engine/... ./web -run '^$$' -bench . -skip Simulate10000 -benchmem -timeout 30m

bench-wasm: tools ## the engine in WebAssembly
	$(MEASURE)wasm.txt env $(JS) $(GO) test ./engine -run '^$$' -bench Simulate10000 -exec "node --stack-size=8192 $$($(GO) env GOROOT)/lib/wasm/wasm_exec_node.js"

bench-bytes: $(WASM).br
	$(MEASURE)bytes.txt $(MAKE) --no-print-directory bytes

# Ratios of live runs vary by some hundredths from run to run.
bench-Live: TIMES = 15

$(PAGE_BENCHES:%=bench-%): bench-%: build browser
	$(MEASURE)$*.txt $(GO) test ./app/e2e -run '^$$' -bench '^Benchmark$*$$' -benchtime $(or $(TIMES),5)x -timeout 20m -whole

bench-browsers: build engines
	$(MEASURE)browsers.txt $(GO) test ./app/browsers -run '^$$' -bench . -benchtime 5x -timeout 20m

bench-table: ## what bin/bench has, as the table of docs/performance.md
	$(GO) run .ci/bench.go -table docs/performance.md bin/bench

# What make bytes compares with: the program of the last commit on main, built in a checkout of its own. Where there is no such branch it is
# the list that a commit has kept.
MAIN = $(shell git rev-parse --verify --quiet refs/heads/main)
BYTES = $(if $(UPDATE)$(if $(MAIN),,none),web/slim/bytes.txt,bin/bytes/$(MAIN).txt)

bytes: $(LINKED) $(BYTES) ## what each package takes of the page's program, and how much that is more than on main (UPDATE=1 writes web/slim/bytes.txt)
	$(GO) run ./web/slim -bytes $(BYTES) $(if $(UPDATE),-update) $(LINKED)
	@test ! -f $(WASM).br || echo "$$(wc -c <$(WASM).br) bytes over the wire, of $(LIMIT)"

bin/bytes/%.txt:
	@mkdir -p bin/bytes; git worktree add --quiet --force --detach bin/bytes/$* $*
	@$(MAKE) --no-print-directory --silent -C bin/bytes/$* $(LINKED)
	@$(GO) run ./web/slim -bytes $@ -update bin/bytes/$*/$(LINKED) >/dev/null; git worktree remove --force bin/bytes/$*

# The projects of authors with their own dependencies: some minutes the first time.
npm: build browser bin/typescript-$(TYPESCRIPT) ## write the npm package into bin/npm-package, and try it as authors would: React 19 and Vue 3, built by Vite
	@rm -rf bin/npm-package bin/npm-try/*.tgz && mkdir -p bin/npm-try
	$(GO) run web/package.go bin/npm-package
	cd bin/npm-package && npm pack --silent --pack-destination ../npm-try
	@for project in react vue; do \
		mkdir -p bin/npm-try/$$project && cp app/e2e/testdata/package/$$project/* bin/npm-try/$$project/ && \
		npm install --prefix bin/npm-try/$$project --silent --no-audit --no-fund && \
		npm install --prefix bin/npm-try/$$project --silent --no-audit --no-fund --no-save --force bin/npm-try/inflight-timeline-*.tgz && \
		(cd bin/npm-try/$$project && node_modules/.bin/vite build --logLevel warn) || exit; \
	done
	bin/typescript-$(TYPESCRIPT)/node_modules/.bin/tsc --project bin/npm-try/react
	$(GO) test -count=1 ./app/e2e -run TestPackageInProjects -package $(CURDIR)/bin/npm-try

# A tool's folder, and what npm brings into it. Debian has the others.
PLATFORMS = vitepress:vitepress@1.6.4 docusaurus:@docusaurus/core@3.10.2,@docusaurus/preset-classic@3.10.2,react@19.3.1,react-dom@19.3.1 \
	astro:astro@5.9.4 reveal.js:reveal.js@6.0.2 \
	sanitisers:hast-util-sanitize@5.0.2,hast-util-from-html@2.1.0,hast-util-to-html@9.0.6,sanitize-html@2.18.1

platforms: build browser ## docs/platforms.md: each page as it says, made by its tool, and looked at; some minutes, more the first time
	$(call need,mkdocs,mkdocs mkdocs-material)
	$(call need,sphinx-build,python3-sphinx python3-myst-parser)
	$(call need,hugo,hugo)
	$(call need,jekyll,jekyll)
	$(call need,jupyter-nbconvert,jupyter-nbconvert)
	$(call need,jupyter-notebook,jupyter-notebook)
	@test -d /usr/share/wordpress || { $(call install,WordPress,wordpress php-cli php-mysql php-xml php-curl mariadb-server); }
	@for tool in $(PLATFORMS); do \
		test -d bin/platforms/$${tool%%:*}/node_modules || \
		npm install --prefix bin/platforms/$${tool%%:*} --silent --no-audit --no-fund $$(echo $${tool#*:} | tr , ' ') || exit; \
	done
	cp -r bin/platforms/reveal.js/node_modules/reveal.js/dist bin/platforms/reveal.js/
	$(GO) test -count=1 -timeout 20m ./app/e2e -run 'TestPlatforms|Sanitisers|Jupyter|WordPress' -platforms $(CURDIR)/bin/platforms
	INFLIGHT_PLATFORMS=1 $(GO) test -count=1 ./web -run TestANotebook

screenshots: build browser ## the page in all its states, light and dark, wide and narrow, into screenshots/
	$(GO) test -count=1 ./app/e2e -run TestScreenshots -screenshots $(CURDIR)/screenshots

site: build ## write a static site into site/, for any host of files (BACKEND=https://…: with this demo backend; URL=https://…: with link cards)
	bin/inflight -site site $(if $(BACKEND),-backend-url '$(BACKEND)') $(if $(URL),-url '$(URL)')

clean: ## remove what the build made
	rm -rf bin site
	find web/dist -type f ! -name .gitignore -delete

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## */\1\t/' | expand -t 16

# What tests need beyond Go: gcc for the race detector, node and python3 to run the same code elsewhere, and aiohttp, which the
# generated programs import. $(call need,commands,package) is content with any of the commands, and else has the package installed.
define need
	@for c in $(1); do command -v $$c >/dev/null && exit 0; done; $(call install,$(firstword $(1)),$(2))
endef

# $(call install,what,package) installs a Debian package where that is possible, and else says what is missing.
define install
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing $(2)"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(2) >/dev/null; \
	else \
		echo "the tests need $(1): install it, on Debian with: sudo apt-get install $(2)" >&2; exit 1; \
	fi
endef

tools:
	$(call need,gcc,gcc libc6-dev)
	$(call need,node,nodejs)
	$(call need,python3,python3)

# Debian's packages are for Debian's own interpreter, which need not be the first on PATH.
aiohttp:
	@for python in python3 /usr/bin/python3; do $$python -c 'import aiohttp, uvloop' 2>/dev/null && exit 0; done; \
	$(call install,aiohttp and uvloop for Python 3.11 or later,python3-aiohttp python3-uvloop)

# Programs that draw SVG and are no browsers.
readers:
	$(call need,rsvg-convert,librsvg2-bin)
	@for python in /usr/bin/python3 python3; do $$python -c 'import cairosvg' 2>/dev/null && exit 0; done; \
	$(call install,CairoSVG,python3-cairosvg)

# Debian keeps nginx where only root looks for programs.
proxies:
	$(call need,nginx /usr/sbin/nginx,nginx-light)
	$(call need,caddy,caddy)

# Frameworks around embeds.
frameworks: $(FRAMEWORKS)

$(FRAMEWORKS):
	@$(call need,npm,npm)
	npm install --no-save --silent --no-audit --no-fund --legacy-peer-deps --prefix $@ react@$(REACT) react-dom@$(REACT) preact@$(PREACT) vue@$(VUE) \
		react-before@npm:react@$(REACT_BEFORE) react-dom-before@npm:react-dom@$(REACT_BEFORE) || { rm -rf $@; exit 1; }

browser:
	$(call need,chromium chromium-browser google-chrome google-chrome-stable,chromium)

# The same engine without the browser's windows, settings and tools, which are a quarter of what the tests cost. Without it they run in the whole.
shell: browser
	@test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null || command -v chromium-headless-shell >/dev/null || \
	{ $(call install,Chromium without windows,chromium-headless-shell); }

engines:
	$(call need,firefox-esr,firefox-esr)
	$(call need,WebKitWebDriver,webkit2gtk-driver)
	$(call need,Xvfb,xvfb)
