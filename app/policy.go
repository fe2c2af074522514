package app

import (
	"slices"
	"strings"

	"inflight/app/model"
	"inflight/engine"
)

// On a site without a server no header can depend on a link, so a page arrives with a policy that lets it call anybody. Before it calls
// anyone, it adds a policy of its own: it may call only its site, the demo backend, and the hosts of the link that it was opened with.
// The browser enforces that. Policies can only become stricter, so no later mistake widens this one.

// sources are the origins that a policy's connect-src names.
func sources(backend engine.Backend, s *engine.Scenario) []string {
	all := []string{"'self'"}
	add := func(address string) {
		if origin := originOf(address); origin != "" && !slices.Contains(all, origin) {
			all = append(all, origin)
		}
	}
	for _, address := range []string{backend.URL, model.PlainAddress(backend.URL), backend.Refused, model.PlainAddress(backend.Refused)} {
		add(address)
		if rest, ok := strings.CutPrefix(address, "http"); ok {
			add("ws" + rest)
		}
	}
	if s != nil {
		for _, e := range s.Entries {
			add(e.URL)
		}
	}
	return all
}

// originOf returns the scheme and the host of an address. It returns "" if a character could mean more than a name in a policy.
func originOf(address string) string {
	scheme, _, ok := strings.Cut(address, "://")
	host := strings.ToLower(model.HostOf(address))
	strange := strings.ContainsFunc(strings.TrimPrefix(host, "*."), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == ':')
	})
	known := slices.Contains([]string{"http", "https", "ws", "wss"}, scheme)
	if !ok || host == "" || strange || !known {
		return ""
	}
	return scheme + "://" + host
}

// backendKey is the key by which a link names a demo backend, for sites that have none of their own. It is no part of the scenario:
// other sites open the link without it.
const backendKey = "backend"

// namedBackend takes the demo backend out of a link's query.
func namedBackend(query string) (address, rest string) {
	var parts []string
	for part := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(part, "=")
		if key != backendKey {
			parts = append(parts, part)
			continue
		}
		value = strings.TrimRight(model.Unescape(value), "/")
		if origin := originOf(value); origin != "" && strings.EqualFold(origin, value) && strings.HasPrefix(origin, "http") {
			address = origin
		}
	}
	return address, strings.Join(parts, "&")
}
