package web

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the addresses of the proxies that are believed: what they say of a request's origin counts. Anybody else can send the same
// headers.
type Proxies []netip.Prefix

// ParseProxies reads addresses and ranges of addresses, between commas.
func ParseProxies(text string) (Proxies, error) {
	var known Proxies
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if addr, wrong := netip.ParseAddr(part); wrong == nil {
			prefix, err = addr.Prefix(addr.BitLen())
		}
		if err != nil {
			return nil, fmt.Errorf("%q: want an address or a range of them, such as 127.0.0.1 or 10.0.0.0/8", part)
		}
		known = append(known, prefix.Masked())
	}
	return known, nil
}

func (p Proxies) believe(addr netip.Addr) bool {
	return slices.ContainsFunc(p, func(known netip.Prefix) bool { return known.Contains(addr) })
}

// Before hands requests on with the client's own address in RemoteAddr, and without a scheme that nobody vouches for.
func (p Proxies) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if addr, ok := addressIn(r.RemoteAddr); ok {
			if !p.believe(addr) {
				r.Header.Del("X-Forwarded-Proto")
			}
			r.RemoteAddr = clientName(p.client(addr, strings.Join(r.Header.Values("X-Forwarded-For"), ",")))
		}
		next.ServeHTTP(w, r)
	})
}

// client is the last address on the way to us that is no proxy of ours. Each proxy writes behind the others from whom it got the request;
// what stands before the first stranger may be made up.
func (p Proxies) client(addr netip.Addr, forwarded string) netip.Addr {
	hops := strings.Split(forwarded, ",")
	for _, hop := range slices.Backward(hops) {
		before, ok := addressIn(strings.TrimSpace(hop))
		if !ok || !p.believe(addr) {
			break
		}
		addr = before
	}
	return addr
}

// addressIn reads an address with or without a port.
func addressIn(text string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(text)
	if err != nil {
		var with netip.AddrPort
		with, err = netip.ParseAddrPort(text)
		addr = with.Addr()
	}
	return addr.Unmap().WithZone(""), err == nil
}

// clientName is by what a client is known. Whoever has one address of IPv6 has all with the same first 64 bits.
func clientName(addr netip.Addr) string {
	if addr.Is4() {
		return addr.String()
	}
	prefix, _ := addr.Prefix(64) // no IPv6 address is too short
	return prefix.String()
}
