package model

// Sharing is the state of the dialog that hands a scenario or a comparison out.
type Sharing struct {
	Open  bool
	Embed Embed  // how an embed is to look
	Done  string // the id of the form that was copied last, or that the browser refused to copy
	Took  bool
}

// The messages of the dialog.
type (
	// ShareOpened opens it, with an embed as it is to look at first.
	ShareOpened struct{ Embed Embed }
	// ShareClosed says that it was closed.
	ShareClosed struct{}
	// ShareView shows a part in the embed, or leaves it out.
	ShareView struct {
		View string
		On   bool
	}
	// ShareSet gives the embed another theme, or makes it one that cannot be edited.
	ShareSet struct{ Key, Value string }
	// ShareCopied says what became of copying a form.
	ShareCopied struct {
		Form string
		OK   bool
	}
)

// update is the dialog after one of its messages.
func (s Sharing) update(message any) Sharing {
	switch msg := message.(type) {
	case ShareOpened:
		return Sharing{Open: true, Embed: msg.Embed}
	case ShareClosed:
		s.Open = false
	case ShareView:
		s.Embed.Views = s.Embed.withView(msg.View, msg.On)
		s.Done = ""
	case ShareSet:
		if k := EmbedKeyNamed(msg.Key); k != nil {
			k.Read(&s.Embed, msg.Value) // a value of our own pickers
		}
		s.Done = ""
	case ShareCopied:
		s.Done, s.Took = msg.Form, msg.OK
	}
	return s
}

// ComparisonEmbed is the embed of a comparison without further keys.
func ComparisonEmbed() Embed {
	e := NewEmbed()
	e.Views = []string{"compare"}
	return e
}

// withView returns the embed's parts, one more or one less. The last part stays, since without any there is nothing to show.
func (e Embed) withView(view string, on bool) []string {
	var views []string
	for _, v := range EmbedViews {
		if v == view && on || v != view && e.Shows(v) {
			views = append(views, v)
		}
	}
	if len(views) == 0 {
		return e.Views
	}
	return views
}
