package engine_test

import (
	"errors"
	"strings"
	"testing"

	"inflight/engine"
)

// TestWrappersAreReadInTheirOrder, and written as they are read.
func TestWrappersAreReadInTheirOrder(t *testing.T) {
	for text, want := range map[string]string{
		"retry:3:100ms,semaphore:10,timeout:1s": "retry:3,semaphore:10,timeout:1s",
		"retry:2:1s~500ms:retry_after":          "retry:2:1s~500ms:retry_after",
		"retry:2:retry_after":                   "retry:2:retry_after",
		"rate:5/1000ms,shield,hedge:200ms":      "rate:5/1s,shield,hedge:200ms",
		"semaphore:3,semaphore:2":               "semaphore:3,semaphore:2",
		"retry:3/rate:5/1s/timeout:0s":          "retry:3,rate:5/1s,timeout:0s", // as a list of variants has it
		"none":                                  "",
	} {
		s, err := engine.Parse("tasks=1s&each=" + text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := engine.FormatEach(s.Each); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		} else if again, err := engine.Parse(s.Link()); err != nil || again.Link() != s.Link() {
			t.Errorf("%s: written as %s, which reads as %v, %v", text, s.Link(), again, err)
		}
	}
}

// TestWrongWrappersAreErrorsAtTheirPlace, which say what was expected.
func TestWrongWrappersAreErrorsAtTheirPlace(t *testing.T) {
	for link, want := range map[string]struct {
		key    string
		offset int
		words  string
	}{
		"tasks=1s&each=retry:0":                         {"each", 6, "from 1 to 10"},
		"tasks=1s&each=retry:11":                        {"each", 6, "from 1 to 10"},
		"tasks=1s&each=timeout":                         {"each", 7, "timeout and a time, such as timeout:1s"},
		"tasks=1s&each=timeout:fast":                    {"each", 8, "timeout and a time"},
		"tasks=1s&each=shield,rate:5":                   {"each", 13, "rate and how many starts in which time"},
		"tasks=1s&each=rate:5/0s":                       {"each", 7, "rate and how many starts"},
		"tasks=1s&each=semaphore:0":                     {"each", 10, "semaphore and how many at once"},
		"tasks=1s&each=shield:1s":                       {"each", 6, "shield alone"},
		"tasks=1s&each=retry:3,timout:1s":               {"each", 8, "timeout, wait_for, semaphore, rate, retry, hedge or shield"},
		"tasks=1s&each=retry:3,":                        {"each", 8, "timeout, wait_for"},
		"strategy=exit_stack&tasks=1s&each=retry:3":     {"each", 0, "stack"},
		"strategy=retry&tasks=1s&each=semaphore:3":      {"each", 0, "are no wrappers themselves"},
		"tasks=1s*3000&each=retry:10":                   {"tasks", 0, "30000 requests with all attempts: want at most 10000"},
		"tasks=1s&each=" + strings.Repeat("shield,", 9): {"each", 56, "at most 8"},
	} {
		_, err := engine.Parse(link)
		var wrong *engine.ParseError
		if !errors.As(err, &wrong) || wrong.Key != want.key || wrong.Offset != want.offset || !strings.Contains(err.Error(), want.words) {
			t.Errorf("%s: got %v %+v, want %s at %d of %s", link, err, wrong, want.words, want.offset, want.key)
		}
	}
}

// TestAVariantHasWrappers of its own, which slashes separate there.
func TestAVariantHasWrappers(t *testing.T) {
	const link = "tasks=1s*3&strategies=gather+each=retry:3/rate:5/1s,gather+each=semaphore:2,task_group"
	s, variants, err := engine.ParseComparison(link)
	if err != nil {
		t.Fatal(err)
	}
	if got := engine.ComparisonLink(s, variants); got != link {
		t.Errorf("got %s, want %s", got, link)
	}
	under, err := variants[0].Scenario(s)
	if err != nil || engine.FormatEach(under.Each) != "retry:3,rate:5/1s" {
		t.Errorf("got %v, %v, want retry:3,rate:5/1s", under, err)
	}
	if got, want := variants[0].Label(), "gather, retry:3 around rate:5/1s"; got != want {
		t.Errorf("it is called %q, want %q", got, want)
	}
}

// TestLabelsReadWell: what needs no name of its own stands with the strategy's, wrappers say how they stand, and no label has a comma but
// the one behind the strategy, at which sentences part it.
func TestLabelsReadWell(t *testing.T) {
	for text, want := range map[string]string{
		"workers+each=retry:3+workers=3":              "workers 3 + retry:3",
		"workers+workers=2+handle":                    "workers 2 + on_error handle",
		"workers+each=retry:3/semaphore:2/timeout:1s": "workers, retry:3 around semaphore:2 around timeout:1s",
		"wait+FIRST_COMPLETED+cancel+each=shield":     "wait FIRST_COMPLETED + pending cancel + shield",
		"batches+batch=4+each=hedge:200ms":            "batches, hedge:200ms + batch 4",
		"wait_for":                                    "wait_for, task_timeout 1s",
		"gather+each=none":                            "gather, no each",
		"gather+timeout=none+limit=6":                 "gather, no timeout + limit 6",
		"gather+client_timeout=total:2s/connect:1s":   "gather, client_timeout total:2s and connect:1s",
	} {
		variants, err := engine.ParseVariants(text)
		if err != nil {
			t.Error(text, err)
		} else if got := variants[0].Label(); got != want {
			t.Errorf("%s is called %q, want %q", text, got, want)
		}
	}
}
