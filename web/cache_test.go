package web

import (
	"fmt"
	"testing"
)

func TestTheCacheIsBoundedInBytes(t *testing.T) {
	c := newCache(10_000)
	for n := range 1000 {
		c.put(fmt.Sprint("picture ", n), reply{body: make([]byte, n)})
		held := 0
		for _, key := range c.list.Keys() {
			found, _ := c.list.Peek(key)
			held += sizeOf(key, found)
		}
		if held != c.bytes || held > c.most {
			t.Fatalf("after %d: got %d bytes, counted as %d, want %d at most", n, held, c.bytes, c.most)
		}
	}
	if c.list.Len() < 5 {
		t.Errorf("got %d entries, want some", c.list.Len())
	}
}

func TestTheCacheForgetsWhatWasNotAskedForLongest(t *testing.T) {
	c := newCache(4 * 1200)
	for _, key := range []string{"a", "b", "c"} {
		c.put(key, reply{body: make([]byte, 900)})
	}
	c.get("a")
	c.put("d", reply{body: make([]byte, 900)})
	c.put("e", reply{body: make([]byte, 900)})
	c.put("huge", reply{body: make([]byte, 1200)})
	for key, want := range map[string]bool{"a": true, "b": false, "d": true, "e": true, "huge": false} {
		if _, known := c.get(key); known != want {
			t.Errorf("%s: got %v, want %v", key, known, want)
		}
	}
}
