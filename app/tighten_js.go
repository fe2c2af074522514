package app

import (
	"inflight/app/model"
	"strings"
)

// named is the demo backend of the address's link.
func (b *browser) named() string {
	if b.meta("inflight-static") == "" || b.meta("inflight-backend") != "" {
		return ""
	}
	address, _ := namedBackend(strings.TrimPrefix(b.location("search"), "?"))
	return address
}

// besides are the keys that the address has beside the link's.
func (b *browser) besides() []model.Pair {
	if named := b.named(); named != "" {
		return []model.Pair{{Key: backendKey, Value: named}}
	}
	return nil
}

// tighten adds a policy to the page, where no server has sent it one of its link's own.
func (b *browser) tighten(connect []string) {
	if b.meta("inflight-static") == "" {
		return
	}
	meta := b.document.Call("createElement", "meta")
	meta.Set("httpEquiv", "Content-Security-Policy")
	meta.Set("content", "connect-src "+strings.Join(connect, " "))
	b.document.Get("head").Call("append", meta)
}
