package e2e

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
)

// TestWordPressShowsTimelines: Debian's WordPress finds the frame of a link by itself, and puts it into a sandbox; what Share writes goes
// into a block of HTML.
func TestWordPressShowsTimelines(t *testing.T) {
	if *platforms == "" {
		t.Skip("no -platforms folder was given")
	}
	shared := open(t, "tasks=3s,1s")
	shared.click("#share-open")
	posts := startWordPress(t, shared.formText("element"))
	p := newTab(t, site)
	p.excuse = func(complaint string) bool { return !strings.Contains(complaint, site.url) } // what WordPress' own pages lack
	p.goTo(posts["link"])
	inner := p.inside("/embed?tasks=3s,1s")
	inner.shows("h1", "gather")
	if got := eval[string](p, `document.querySelector("iframe").getAttribute("sandbox")`); got != "allow-scripts" {
		t.Errorf("its sandbox is %q", got)
	}
	runInside(inner)
	p.goTo(posts["html"])
	p.inside("/embed?tasks=3s,1s").shows("h1", "gather")
	p.until(frameHeight + ` !== 320`)
}

// startWordPress starts Debian's WordPress with a database of its own, and says where its posts are.
func startWordPress(t *testing.T, snippet string) (posts map[string]string) {
	t.Helper()
	folder := t.TempDir()
	root, socket := filepath.Join(folder, "site"), filepath.Join(folder, "socket")
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := free.Addr().String()
	free.Close()
	t.Setenv("USER", me.Username)
	t.Setenv("INFLIGHT", site.url)
	t.Setenv("WP_SOCKET", socket)
	t.Setenv("WP_FOLDER", root)
	t.Setenv("WP_ADDRESS", "http://"+strings.Replace(host, "127.0.0.1", "localhost", 1))
	t.Setenv("SNIPPET", snippet)
	sh(t, `cp -rL /usr/share/wordpress "$1" && rm -f "$1/wp-config.php" && mkdir -p "$1/wp-content/mu-plugins" "$1/wp-content/themes/plain" &&
		cd testdata/wordpress && cp wp-config.php make.php "$1" && cp local.php "$1/wp-content/mu-plugins" &&
		cp index.php "$1/wp-content/themes/plain" && echo "/* Theme Name: Plain */" >"$1/wp-content/themes/plain/style.css" &&
		mariadb-install-db --no-defaults --datadir="$1-data" --user="$USER" --auth-root-authentication-method=socket --skip-test-db >&2`, root)
	stays(t, "mariadbd", "--no-defaults", "--user="+me.Username, "--datadir="+root+"-data", "--socket="+socket, "--skip-networking",
		"--pid-file="+socket+".pid")
	(&tab{TB: t, ctx: chromium}).eventually("the database answers", func() bool {
		return exec.Command("mariadb", "--no-defaults", "-S", socket, "-e", "create database if not exists wordpress").Run() == nil
	})
	if err := json.Unmarshal([]byte(sh(t, `php -d error_reporting=0 "$1/make.php"`, root)), &posts); err != nil {
		t.Fatal(err)
	}
	stays(t, "php", "-S", host, "-t", root)
	(&tab{TB: t, ctx: chromium}).eventually("WordPress answers", func() bool {
		answers, err := net.Dial("tcp", host)
		if err == nil {
			answers.Close()
		}
		return err == nil
	})
	return posts
}

// sh runs a shell's lines, and is what they print.
func sh(t *testing.T, lines string, args ...string) string {
	t.Helper()
	var errors strings.Builder
	cmd := exec.Command("sh", append([]string{"-c", lines, "sh"}, args...)...)
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s%s", err, out, errors.String())
	}
	return string(out)
}

// stays starts a program that runs until the test is over.
func stays(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = os.Environ()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
}
