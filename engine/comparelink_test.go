package engine

import (
	"errors"
	"strings"
	"testing"
)

func TestComparisonLinkIsCanonical(t *testing.T) {
	for _, c := range []struct{ link, want string }{
		{"?tasks=1s", "tasks=1s"},
		{"tasks=1s&strategies=all", "tasks=1s"},
		{"strategies=gather,as_completed,wait&tasks=1s", "tasks=1s&strategies=gather,as_completed,wait"},
		{"tasks=1s&strategies=gather%2Breturn_exceptions%2C+wait++FIRST_COMPLETED+cancel,",
			"tasks=1s&strategies=gather+return_exceptions,wait+FIRST_COMPLETED+cancel"},
		{"tasks=1s&strategies=wait+pending=cancel+return_when=FIRST_EXCEPTION,gather+return_exceptions=true+limit=06",
			"tasks=1s&strategies=wait+FIRST_EXCEPTION+cancel,gather+return_exceptions+limit=6"},
		{"tasks=1s&strategies=gather+return_exceptions=false,gather+return_exceptions",
			"tasks=1s&strategies=gather+return_exceptions=false,gather+return_exceptions"},
		{"tasks=1s&strategies=gather+limit=100,gather+limit=1", "tasks=1s&strategies=gather+limit=100,gather+limit=1"},
		{"strategy=wait&tasks=1s&return_when=FIRST_COMPLETED&timeout=2s&strategies=gather,wait,wait+ALL_COMPLETED",
			"tasks=1s&timeout=2s&strategies=gather,wait+FIRST_COMPLETED,wait+ALL_COMPLETED"},
		{"tasks=1s&return_exceptions=true&strategies=shield,race", "tasks=1s&strategies=shield+return_exceptions,race"},
		{"strategy=retry&tasks=1s&backoff=50ms~10ms&strategies=retry,retry+backoff=1s+attempts=5",
			"tasks=1s&strategies=retry+backoff=50ms~10ms,retry+attempts=5+backoff=1s"},
	} {
		s, variants, err := ParseComparison(c.link)
		if err != nil {
			t.Errorf("ParseComparison(%q): %v", c.link, err)
			continue
		}
		if got := ComparisonLink(s, variants); got != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.link, got, c.want)
		}
	}
}

func TestParseComparisonNamesThePlace(t *testing.T) {
	for _, c := range []struct{ link, want, marked string }{
		{"tasks=1s&strategies=gather,await", `strategies: entry 2 "await": column 1: unknown strategy "await": want ` +
			joinOr(strategyNames()) + `, or all alone`, "await"},
		{"tasks=1s&strategies=", `strategies: want all, or at least one strategy, such as gather,as_completed`, ""},
		{"tasks=1s&strategies=gather+return", `strategies: entry 1 "gather return": column 8: unknown option "return": want ` +
			joinOr(optionsOf("gather")), "return"},
		{"tasks=1s&strategies=gather,wait+return_when=NEVER",
			`strategies: entry 2 "wait return_when=NEVER": column 18: "NEVER": want ALL_COMPLETED, FIRST_EXCEPTION or FIRST_COMPLETED`, "NEVER"},
		{"tasks=1s&strategies=gather+FIRST_COMPLETED", `strategies: entry 1 "gather FIRST_COMPLETED": column 8: gather has no option ` +
			`return_when; it belongs to wait`, "FIRST_COMPLETED"},
		{"tasks=1s&strategies=gather+tasks=2s", `strategies: entry 1 "gather tasks=2s": column 8: unknown option "tasks": want ` +
			joinOr(optionsOf("gather")), "tasks"},
		{"tasks=1s&strategies=wait+FIRST_COMPLETED+FIRST_EXCEPTION",
			`strategies: entry 1 "wait FIRST_COMPLETED FIRST_EXCEPTION": column 22: return_when is given twice: want it once`, "FIRST_EXCEPTION"},
		{"tasks=1s&strategies=gather+timeout=2q", `strategies: entry 1 "gather timeout=2q": column 17: "2q": unknown unit "q": want a duration ` +
			`such as 200ms or 1.5s`, "q"},
		{"tasks=1s&strategies=gather+limit", `strategies: entry 1 "gather limit": column 8: "": want a whole number from 0 to 1000000`, "limit"},
		{"tasks=1s&strategies=wait,gather,+gather+limit=100", `strategies: entry 3 "gather+limit=100": the same as entry 2: want it once`,
			"gather limit=100"},
		{"tasks=1s&timeout=0s&strategies=gather,wait+again",
			`strategies: entry 2 "wait+again": timeout: 0s with pending=again waits for ever at one moment: want more than 0s`, "wait again"},
		{"tasks=1s*4000&strategies=all", `strategies: entry 12 "retry": tasks: 12000 requests with all attempts: want at most 10000`, ""},
		{"tasks=1s*9000&strategies=gather,wait,race,shield,task_group,batches,semaphore",
			`strategies: more than 60000 requests in all rows: want fewer tasks or fewer strategies`,
			"gather,wait,race,shield,task_group,batches,semaphore"},
		{"tasks=1s&strategies=gather&strategies=wait", `strategies: given twice: want it once`, ""},
		{"tasks=1s&strategies=%zz", `link: "strategies=%zz" has a broken escape: want % and two hexadecimal digits`, ""},
		{"tasks=1x&strategies=gather", `tasks: entry 1 "1x": column 2: unknown unit "x": want a duration such as 200ms or 1.5s`, "x"},
		{"tasks=1s&strategies=" + strings.Repeat("gather+seed=1,", 25), `strategies: more than 24 variants: want at most so many`,
			strings.ReplaceAll(strings.Repeat("gather+seed=1,", 25), "+", " ")},
	} {
		_, _, err := ParseComparison(c.link)
		if err == nil || err.Error() != c.want {
			t.Errorf("ParseComparison(%.80q)\n got %v\nwant %s", c.link, err, c.want)
			continue
		}
		var e *ParseError
		errors.As(err, &e)
		text, _, _ := cutStrategies(c.link)
		if e.Key == "tasks" {
			text = "1x"
		}
		if e.Key == "" {
			continue
		}
		if got := string([]rune(text)[e.Offset : e.Offset+e.Length]); got != c.marked {
			t.Errorf("%.80q: marks %q, want %q", c.link, got, c.marked)
		}
	}
}

func TestVariantDropsWhatTheStrategyDoesNotHave(t *testing.T) {
	s, err := Parse("strategy=wait&tasks=1s&return_when=FIRST_COMPLETED&pending=again&on_error=handle&timeout=2s&limit=6")
	if err != nil {
		t.Fatal(err)
	}
	for strategy, want := range map[string]string{
		"gather":       "tasks=1s&timeout=2s&limit=6",
		"as_completed": "strategy=as_completed&tasks=1s&timeout=2s&on_error=handle&limit=6",
		"wait":         "strategy=wait&tasks=1s&return_when=FIRST_COMPLETED&pending=again&timeout=2s&on_error=handle&limit=6",
	} {
		got := s.Under(strategy)
		if got.Link() != want {
			t.Errorf("under %s: got %s, want %s", strategy, got.Link(), want)
		}
		if strategy == "gather" && (got.Pending != LeavePending || got.ReturnWhen != AllCompleted || got.OnError != RaiseError) {
			t.Errorf("under gather: options of wait are left: %+v", got)
		}
	}
}

// TestAPauseHasNoJitterButItsOwn: neither that of the scenario that is compared, nor that of a preset.
func TestAPauseHasNoJitterButItsOwn(t *testing.T) {
	s, variants, err := ParseComparison("strategy=retry&tasks=1s&backoff=50ms~10ms&strategies=retry,retry+backoff=1s")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"strategy=retry&tasks=1s&backoff=50ms~10ms", "strategy=retry&tasks=1s&backoff=1s"} {
		under, err := variants[i].Scenario(s)
		if err != nil || under.Link() != want {
			t.Errorf("got %v, %v; want %s", under.Link(), err, want)
		}
	}
}
