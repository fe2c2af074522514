package backend

import (
	"io"
	"net/http"
	"sync"
	"testing"

	"inflight/engine"
)

// whole gets an address and reads the answer to its end, so that its connection can be used again.
func whole(t *testing.T, client *http.Client, address string) {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Error(err)
	}
}

func TestTellsWhichRequestsCameOverOneConnection(t *testing.T) {
	for _, test := range []struct {
		protocol string
		atOnce   int // connections that three requests at once need
	}{{"HTTP/1.1", 3}, {"HTTP/2.0", 1}} {
		t.Run(test.protocol, func(t *testing.T) {
			server := listen(t, test.protocol)
			client := server.Client()
			whole(t, client, server.URL+"/request?run=other&task=0") // another run has numbers of its own
			client.CloseIdleConnections()
			for range 3 {
				whole(t, client, server.URL+"/request?run=r&task=0")
			}
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() { whole(t, client, server.URL+"/request?run=r&task=1&latency=200ms") })
			}
			all.Wait()
			used := map[int]int{}
			for i, s := range account(t, client, server.URL) {
				if i < 3 && s.Connection != 1 {
					t.Errorf("request %d of those after one another came over connection %d, want 1", i, s.Connection)
				}
				if s.Protocol != test.protocol {
					t.Errorf("got protocol %q, want %q", s.Protocol, test.protocol)
				}
				if s.Task == 1 {
					used[s.Connection]++
				}
			}
			if len(used) != test.atOnce || used[0] > 0 || used[1] == 0 {
				t.Errorf("three requests at once: got connections %v, want %d, the first among them", used, test.atOnce)
			}
		})
	}
}

func TestNumbersTheConnectionsOfARunInTheOrderOfTheirUse(t *testing.T) {
	l := newLedger(Options{}.withDefaults())
	for _, connection := range []uint64{7, 3, 7, 0, 12} {
		if _, err := l.receive("r", engine.Unseen(0), connection); err != nil {
			t.Fatal(err)
		}
	}
	account, _ := l.account("r")
	for i, want := range []int{1, 2, 1, 0, 3} {
		if got := account[i].Connection; got != want {
			t.Errorf("request %d: got connection %d, want %d", i, got, want)
		}
	}
}
