package web

import (
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// cacheBytes is how much a site's cache holds.
const cacheBytes = 32 << 20

// cache holds the answers that were asked for last, as they were sent, within a number of bytes. The library counts entries alone.
type cache struct {
	mu    sync.Mutex
	list  *simplelru.LRU[string, kept]
	bytes int
	most  int
}

// kept is an entry: an answer, or the key of one.
type kept struct {
	reply
	under string
}

func newCache(most int) *cache {
	c := &cache{most: most}
	const entries = 1 << 20                                                                       // more than there is room for
	c.list, _ = simplelru.NewLRU(entries, func(key string, k kept) { c.bytes -= sizeOf(key, k) }) // fails for no entries only
	return c
}

// sizeOf counts what an entry takes, with some bytes for the list itself.
func sizeOf(key string, k kept) int { return len(key) + len(k.body) + len(k.under) + 200 }

// get returns the answer under a key or an address.
func (c *cache) get(key string) (reply, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, known := c.list.Get(key)
	if known && found.under != "" {
		found, known = c.list.Get(found.under)
	}
	return found.reply, known
}

// put keeps an answer.
func (c *cache) put(key string, r reply) { c.add(key, kept{reply: r}) }

// link lets an address lead to the answer under a key.
func (c *cache) link(address, key string) {
	if address != key {
		c.add(address, kept{under: key})
	}
}

// add keeps an entry, unless it would take up more than a quarter of the cache.
func (c *cache) add(key string, k kept) {
	size := sizeOf(key, k)
	if size > c.most/4 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list.Remove(key)
	for c.bytes+size > c.most {
		c.list.RemoveOldest()
	}
	c.list.Add(key, k)
	c.bytes += size
}
