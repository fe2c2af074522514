package engine

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
)

// manyTasks is a scenario of so many tasks, each different.
func manyTasks(n int) string {
	random := rand.New(rand.NewPCG(1, 2))
	tasks := make([]string, n)
	for i := range tasks {
		tasks[i] = fmt.Sprintf("request%d=%dms:%dms~%dms!503", i, random.IntN(1000), random.IntN(5000)+1, random.IntN(100)+1)
	}
	return "strategy=as_completed&tasks=" + strings.Join(tasks, ",") + "&on_error=handle"
}

// TestTheFragmentIsNoQuery: a program of one's own has its place there, and an embed's key code in the query.
func TestTheFragmentIsNoQuery(t *testing.T) {
	u, err := url.Parse("https://inflight.example/embed?tasks=1s&code=go#code=abc")
	if got := QueryOf(u); err != nil || got != "tasks=1s&code=go" {
		t.Errorf("got %s (%v)", got, err)
	}
}

func TestLongLinksArePackedIntoTheFragment(t *testing.T) {
	for _, n := range []int{1, 12, 50, 60, 1000, 10_000} {
		query := manyTasks(n)
		s, err := Parse(query)
		if err != nil {
			t.Fatal(err)
		}
		address := Address(s.Link())
		t.Logf("%d tasks: %d characters, as an address %d", n, len(s.Link()), len(address))
		u, err := url.Parse("https://example.com/play/" + address)
		if err != nil {
			t.Fatal(err)
		}
		if packed := u.Fragment != ""; packed != (len(s.Link()) > Plainly) {
			t.Errorf("%d tasks: packed %v with %d characters", n, packed, len(s.Link()))
		}
		again, err := Parse(QueryOf(u))
		if err != nil {
			t.Fatal(err)
		}
		if again.Link() != s.Link() {
			t.Errorf("%d tasks: the address opens another scenario", n)
		}
		if last := address[len(address)-1]; !isAlphanumeric(last) {
			t.Errorf("%d tasks: the address ends in %q", n, last)
		}
	}
}

func TestEveryPackedLinkEndsInALetterOrDigit(t *testing.T) {
	ends := map[byte]bool{}
	for n := range 300 {
		query := fmt.Sprintf("tasks=%s=1s&seed=%d", "abcdefghijklmnopqrstuvwxyz"[:n%26+1], n)
		packed := Pack(query)
		if got, err := Unpack(packed); err != nil || got != query {
			t.Fatalf("%s: got %q, %v, want %q", packed, got, err, query)
		}
		last := packed[len(packed)-1]
		if ends[last] = true; !isAlphanumeric(last) {
			t.Fatalf("%q ends in %q", packed, last)
		}
	}
	if !ends['A'] {
		t.Error("none had to be made longer: the test proves nothing")
	}
}

func TestUnpackingIsBounded(t *testing.T) {
	t.Parallel()
	bomb := Pack("tasks=" + strings.Repeat("1s,", 30<<20))
	if len(bomb) > 200_000 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	for _, c := range []struct{ link, want string }{
		{bomb, "z: unpacks to more than 1048576 bytes: want at most so many"},
		{"z=AAAA", "z: the packed link cannot be unpacked: it was cut off, or changed on its way"},
		{"z=%%%", "z: the packed link cannot be unpacked: it was cut off, or changed on its way"},
		{Pack(manyTasks(50))[:400], "z: the packed link cannot be unpacked: it was cut off, or changed on its way"},
		{Pack(Pack("tasks=1s")), `link: unknown key "z": want title, `},
	} {
		if _, err := Parse(c.link); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.40s…: got %v, want %s", c.link, err, c.want)
		}
		if _, _, err := ParseComparison(c.link); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.40s… as a comparison: got %v, want %s", c.link, err, c.want)
		}
	}
}

func TestComparisonsArePackedToo(t *testing.T) {
	s, variants, err := ParseComparison(manyTasks(100) + "&strategies=gather,wait+cancel")
	if err != nil {
		t.Fatal(err)
	}
	link := ComparisonLink(s, variants)
	address := Address(link)
	again, variants, err := ParseComparison(address)
	if err != nil || ComparisonLink(again, variants) != link || address[0] != '#' {
		t.Errorf("%.60s… opens another comparison: %v", address, err)
	}
}

func BenchmarkPack(b *testing.B) {
	query := manyTasks(10_000)
	for b.Loop() {
		Pack(query)
	}
}
