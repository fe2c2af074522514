package engine

import (
	"compress/flate"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// A long query is packed: z= and the query in raw deflate (RFC 1951), as base64url without padding (RFC 4648, section 5). The key
// names the codec, so that a better one can have another. It stands in the fragment, which no server sees, and which
// therefore may be as long as a browser allows; in a query it is read too.

// Plainly is how many characters a link's query may have before it is packed: chat programs cut links of more than 2,000.
const Plainly = 1900

// Address returns what follows a page's path to open a query on it: "?" and the query. A very long query that packing makes
// shorter is packed, after "#", and so stands one that is packed already. An empty query gives "".
func Address(query string) string {
	if query == "" {
		return ""
	}
	if query = Shorter(query); strings.HasPrefix(query, "z=") { // as a program of somebody's own always is
		return "#" + query
	}
	return "?" + query
}

// Shorter is the query, or, of a very long one that packing makes shorter, the packed one.
func Shorter(query string) string {
	if len(query) > Plainly && !strings.HasPrefix(query, "z=") {
		if packed := Pack(query); len(packed) < len(query) {
			return packed
		}
	}
	return query
}

// QueryOf is the query of a page's address: what its fragment holds, if that is a packed one.
func QueryOf(address *url.URL) string {
	if strings.HasPrefix(address.Fragment, "z=") {
		return address.Fragment
	}
	return address.RawQuery
}

// Pack writes a query as one parameter, z=…, that [Unpack] and the parsers read.
func Pack(query string) string {
	NoteWork("pack", func() string { return query })
	var b strings.Builder
	b.WriteString("z=")
	letters := base64.NewEncoder(base64.RawURLEncoding, &b)
	w := packers.Get().(*flate.Writer)
	w.Reset(letters)
	io.WriteString(w, query) // a strings.Builder takes everything
	w.Close()
	packers.Put(w)
	letters.Close()
	if c := b.String()[b.Len()-1]; !isAlphanumeric(c) {
		b.WriteString("AA") // the last letter ended a byte: this is one more, of zeros, which deflate does not read
	}
	return b.String()
}

// packers are kept: each has a megabyte of tables.
var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(nil, flate.BestCompression) // fails for levels out of range only
	return w
}}

// Unpack cleans a link's query of what came with it, and puts what z= holds in its place. White space and angle brackets
// around it go, so does the &amp; of a page's source in place of &, and so do the keys by which other sites follow their readers. The
// error is a *[ParseError].
func Unpack(query string) (string, error) {
	text, err := unpack(query)
	if err != nil {
		return query, err
	}
	return text, nil
}

func unpack(query string) (string, *ParseError) {
	query = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(query), "<"), ">")
	query = strings.TrimLeft(query, "?#")
	if len(query) > MaxText {
		return "", &ParseError{Msg: fmt.Sprintf("%d bytes: want at most %d", len(query), MaxText)}
	}
	parts := strings.Split(query, "&")
	unpacked := false
	for i := range parts {
		for strings.HasPrefix(parts[i], "amp;") {
			parts[i] = parts[i][len("amp;"):]
		}
		packed, ok := strings.CutPrefix(parts[i], "z=")
		if !ok || unpacked {
			continue
		}
		text, err := inflate(packed)
		if err != nil {
			err.Key = "z"
			return "", err
		}
		parts[i], unpacked = text, true
	}
	query = strings.Join(slices.DeleteFunc(parts, tracks), "&")
	if len(query) > MaxText {
		return "", &ParseError{Key: "z", Msg: fmt.Sprintf("unpacks to more than %d bytes: want at most so many", MaxText)}
	}
	return query, nil
}

// tracks reports whether a part of a query is one that sites and newsletters put behind every link that is clicked there.
func tracks(part string) bool {
	key, _, _ := strings.Cut(part, "=")
	return strings.HasPrefix(key, "utm_") ||
		slices.Contains([]string{"fbclid", "gclid", "dclid", "msclkid", "twclid", "yclid", "igshid", "mc_cid", "mc_eid"}, key)
}

// inflate reads what Pack wrote. A small text can hold an enormous one, so it stops where that is over the bound.
func inflate(packed string) (string, *ParseError) {
	letters := base64.NewDecoder(base64.RawURLEncoding, strings.NewReader(strings.TrimRight(packed, "=")))
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(letters), MaxText+1))
	if err != nil {
		return "", NewParseError(packed, "the packed link cannot be unpacked: it was cut off, or changed on its way")
	}
	return string(text), nil
}
