package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// The content codings that the server knows, by their names in HTTP.
const (
	brotliCoding = "br"
	gzipCoding   = "gzip"
	plain        = "identity"
)

// worthwhile is the size in bytes below which a body is sent as it is: it fits into one packet anyway.
const worthwhile = 1200

// reply is a body in a content coding, and its entity tag if it has one.
type reply struct {
	body        []byte
	coding, tag string
}

// packFor packs a body in the coding that the client prefers. It compresses on the spot, at a level that costs a few milliseconds for a
// page; files are compressed once, see [Site.Asset].
func packFor(r *http.Request, contentType string, body []byte) reply {
	return pack(codingFor(r, contentType), body)
}

// codingFor is the coding that the client prefers. A PNG is compressed in itself.
func codingFor(r *http.Request, contentType string) string {
	if contentType == "image/png" {
		return plain
	}
	return preferredCoding(r.Header)
}

func pack(coding string, body []byte) reply {
	if len(body) < worthwhile {
		coding = plain
	}
	return reply{body: compress(coding, 4, body), coding: coding}
}

// answer answers with the whole body, in the coding that the client prefers.
func answer(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte) {
	packed := packFor(r, contentType, body)
	send(w, status, contentType, packed.coding, packed.body)
}

// tagOf makes an entity tag from the body. The tag is weak, since the body is the same in all codings.
func tagOf(body []byte) string {
	sum := sha256.Sum256(body)
	return `W/"` + hex.EncodeToString(sum[:8]) + `"`
}

// sendOnce is send for a body that the client may have already. A client that names the tag gets no body (RFC 9110, section 13.1.2).
func sendOnce(w http.ResponseWriter, r *http.Request, contentType string, found reply) {
	w.Header().Set("ETag", found.tag)
	if known := r.Header.Get("If-None-Match"); known == "*" || strings.Contains(known, strings.TrimPrefix(found.tag, "W/")) {
		w.Header().Add("Vary", "Accept-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	send(w, http.StatusOK, contentType, found.coding, found.body)
}

// send answers with a body that is in the given coding already.
func send(w http.ResponseWriter, status int, contentType, coding string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Add("Vary", "Accept-Encoding")
	if coding != plain {
		h.Set("Content-Encoding", coding)
	}
	w.WriteHeader(status)
	w.Write(body)
}

// compress returns body in the coding; level is 1 (fastest) to 9 (smallest).
func compress(coding string, level int, body []byte) []byte {
	var packed bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case brotliCoding:
		w = brotli.NewWriterLevel(&packed, level)
	case gzipCoding:
		w, _ = gzip.NewWriterLevel(&packed, level) // fails for levels out of range only
	default:
		return body
	}
	w.Write(body) // a bytes.Buffer takes everything
	w.Close()
	return packed.Bytes()
}

// unpackGzip is what compress packed.
func unpackGzip(packed []byte) []byte {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil // what the build packed can be unpacked
	}
	content, _ := io.ReadAll(r)
	return content
}

// preferredCoding returns the coding to which the client's Accept-Encoding gives the greatest weight (RFC 9110, section 12.5.3). Among
// equals it returns the smallest. A client that accepts nothing gets the plain form.
func preferredCoding(h http.Header) string {
	accepted := strings.Join(h.Values("Accept-Encoding"), ",")
	best, most := plain, weightOf(plain, accepted)
	for _, coding := range []string{gzipCoding, brotliCoding} {
		if q := weightOf(coding, accepted); q > 0 && q >= most {
			best, most = coding, q
		}
	}
	return best
}

// weightOf is the weight from 0 to 1 that the header gives a coding: its own, else that of *, else 0.
func weightOf(coding, accepted string) float64 {
	any := 0.0
	for item := range strings.SplitSeq(accepted, ",") {
		name, parameters, _ := strings.Cut(item, ";")
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, coding):
			return parseWeight(parameters)
		case name == "*" && coding != plain:
			any = parseWeight(parameters)
		}
	}
	return any
}

// parseWeight reads ";q=0.5" without the semicolon. A coding without a weight has 1, an unreadable weight is 0.
func parseWeight(parameters string) float64 {
	text := strings.ToLower(strings.TrimSpace(parameters))
	if text == "" {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimPrefix(text, "q="), 64)
	if err != nil {
		return 0
	}
	return q
}
