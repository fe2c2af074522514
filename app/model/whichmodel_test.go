package model

import (
	"testing"

	"inflight/engine/program"
)

func TestWhichUpdateKeepsTheAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		query    string
		messages []any
		link     string
		fault    bool
	}{
		"opens with the first choices": {},
		"opens a link":                 {query: "need=all&order=arrival", link: "order=arrival"},
		"takes an answer": {query: "order=arrival", messages: []any{Answered{Question: 0, Choice: 1}},
			link: "need=first&order=arrival"},
		"ignores what is no answer": {query: "order=arrival",
			messages: []any{Answered{Question: 9, Choice: 1}, Answered{Question: 0, Choice: -1}}, link: "order=arrival"},
		"says what is wrong": {query: "need=some", fault: true},
		"forgets it":         {query: "need=some", messages: []any{Answered{Question: 3, Choice: 1}}, link: "deadline=yes"},
	} {
		t.Run(name, func(t *testing.T) {
			m := NewWhichModel(test.query)
			for _, message := range test.messages {
				m = m.Update(message)
			}
			if m.Answers.Link() != test.link || (m.Fault != nil) != test.fault {
				t.Errorf("got %q and fault %v, want %q and %v", m.Answers.Link(), m.Fault, test.link, test.fault)
			}
		})
	}
	m := NewWhichModel("").Update(Copied{OK: false, URL: "u"})
	if m.ShareURL != "u" || m.Update(Answered{Question: 0, Choice: 1}).Note != "" {
		t.Errorf("got %q to copy by hand, want %q until the next answer", m.ShareURL, "u")
	}
}

func TestWhichUpdateFollowsTheCode(t *testing.T) {
	of := ProgramOf{Language: program.Go}
	m := NewWhichModel(
		"",
	).Update(LanguagePicked{Language: program.Go}).
		Update(LanguagePicked{Language: "cobol"}).
		Update(CodeCopied{Of: of, OK: true})
	if m.Language != program.Go || m.Copied != (CopyResult{Of: of, Words: "Copied"}) {
		t.Errorf("got %q and %+v, want Go, copied", m.Language, m.Copied)
	}
}

func TestWhichTakesAScenarioAlong(t *testing.T) {
	own := "strategy=as_completed&tasks=a=3s,b=1s!503&raise_for_status=true"
	m := NewWhichModel("error=continue&" + WhichFor(own))
	if m.Fault != nil || m.Own != own || m.Compared == nil || m.Compared.Rows[0].Link != own || len(m.Compared.Rows) != 2 {
		t.Fatalf("got %q, fault %v, %+v", m.Own, m.Fault, m.Compared)
	}
	if got := NewWhichModel(m.Link(m.Answers)); got.Own != own || got.Answers != m.Answers {
		t.Errorf("its link leads to %q with %v", got.Own, got.Answers)
	}
	if m = m.Update(Answered{Question: 3, Choice: 1}); m.Own != own || m.Compared == nil {
		t.Errorf("an answer loses the scenario: %q", m.Own)
	}
	for _, wrong := range []string{"scenario=tasks%3D4x", "scenario=", "scenario=tasks%3Dhttps://example.com/"} {
		if m := NewWhichModel(wrong); m.Fault != nil || m.Compared != nil {
			t.Errorf("%s: got fault %v, %v", wrong, m.Fault, m.Compared)
		}
	}
}
