package web

import (
	"strings"
	"testing"

	"inflight/app/model"
	"inflight/engine/enginetest"
)

// TestQuestionsAreAnsweredByTheRun, or say why they cannot be.
func TestQuestionsAreAnsweredByTheRun(t *testing.T) {
	const link = "tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true&question="
	for question, want := range map[string]string{
		"total": "3.00 s", "received": "nobody’s", "Who is first?|a|*b": "b",
		"order":              "b fails, gather raises, c has its answer, a has its answer",
		"order:raise,fail b": "b fails, gather raises", "order:raise": "want two at least", "order:sleep x": "unknown kind",
		"Who?|a|b": "", "Who?|*a|*b": "", "sideways": "",
	} {
		query := link + question
		got := ""
		if a := askedOf(model.NewModel(strings.TrimSuffix(link, "&question=")), query); a != nil {
			got = a.answer()
		}
		if !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", question, got, want)
		}
		if _, _, wrong := model.ParseEmbed(query); (wrong != nil) != (want == "") {
			t.Errorf("%s: got the error %v", question, wrong)
		}
	}
	for _, text := range enginetest.HostileTexts(t) {
		askedOf(model.NewModel("tasks=1s"), "tasks=1s&question="+text)
	}
}

// answer is what is right.
func (a *asked) answer() string {
	var words []string
	for _, c := range a.Choices {
		if c.Right {
			words = append(words, c.Words)
		}
	}
	if a.Order != nil {
		for _, i := range a.Order.Items {
			words = append(words, strings.NewReplacer("<code>", "", "</code>", "").Replace(string(i.Words)))
		}
	}
	return a.Fault + strings.Join(words, ", ")
}
