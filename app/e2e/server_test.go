package e2e

import (
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/web/webtest"
)

// program is what is tested. make build leaves it there, as seen from this package's folder.
var program = flag.String("program", "../../bin/inflight", "`path` of the program to test")

// server is the program, started on ports of its own.
type server struct {
	*webtest.Program
	url     string // of the app
	backend string // as the page is told it, with the *
	refused string // where nothing listens
}

// startServer starts the program with these flags, and waits until it answers.
func startServer(flags ...string) (*server, error) {
	program, err := webtest.Start(*program, flags...)
	if err != nil {
		return nil, err
	}
	s := &server{Program: program, url: program.URL, backend: program.Backend}
	if s.refused, err = s.configured("inflight-refused"); err != nil {
		s.Stop()
	}
	return s, err
}

// configured is what the page's meta element of that name tells the app. Asking shows too that the program answers.
func (s *server) configured(name string) (string, error) {
	page, err := get(s.url + "/")
	if err != nil {
		return "", err
	}
	found := regexp.MustCompile(`<meta name="` + name + `" content="([^"]*)">`).FindSubmatch(page)
	if found == nil {
		return "", fmt.Errorf("the page has no meta element %s", name)
	}
	return string(found[1]), nil
}

// stranger asks without a look at certificates.
var stranger = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}

// get is the body of a 200.
func get(url string) ([]byte, error) {
	response, err := stranger.Get(url)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: status %d: %s", url, response.StatusCode, body)
	}
	return body, err
}

// account is what the backend has seen of a run so far; it is empty as long as no request has arrived.
func (s *server) account(t testing.TB, run string) engine.Account {
	t.Helper()
	if run == "" {
		return nil
	}
	body, err := get(strings.Replace(s.backend, "*.localhost", "127.0.0.1", 1) + "/run?run=" + run)
	if err != nil && strings.Contains(err.Error(), "status 404") {
		return nil
	}
	var told engine.Report
	if err == nil {
		err = json.Unmarshal(body, &told)
	}
	if err != nil {
		t.Fatal(err)
	}
	return told.Requests
}

// abandoned lists the tasks whose client the backend saw leave, in order.
func abandoned(a engine.Account) []int {
	var tasks []int
	for _, seen := range a {
		if seen.Abandoned != engine.Never {
			tasks = append(tasks, seen.Task)
		}
	}
	slices.Sort(tasks)
	return tasks
}

// overlap is the greatest number of requests that were with the backend at once.
func overlap(a engine.Account) int {
	type change struct {
		at time.Duration
		by int
	}
	var changes []change
	for _, s := range a {
		changes = append(changes, change{s.Received, 1})
		if end := max(s.Answered, s.Broken, s.Abandoned); end != engine.Never {
			changes = append(changes, change{end, -1})
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return a.by - b.by
	})
	now, most := 0, 0
	for _, c := range changes {
		now += c.by
		most = max(most, now)
	}
	return most
}
