package browsers

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

// firefox is a driver by WebDriver BiDi. It is used from one goroutine.
type firefox struct {
	ctx     context.Context
	stop    func()
	socket  *websocket.Conn
	last    int
	context string // the window's, in BiDi's words
}

// listening is what Firefox says when it can be driven.
var listening = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

func startFirefox(folder string) (driver, error) {
	cmd := exec.Command("firefox-esr", "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0", "about:blank")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	stop, err := child(cmd)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	f := &firefox{ctx: ctx, stop: func() { cancel(); stop() }}
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if found := listening.FindStringSubmatch(lines.Text()); found != nil {
			go io.Copy(io.Discard, stderr)
			if err = f.begin(found[1] + "/session"); err != nil {
				f.stop()
			}
			return f, err
		}
	}
	f.stop()
	return nil, errors.New("Firefox does not say where it can be driven")
}

func (f *firefox) begin(address string) (err error) {
	if f.socket, _, err = websocket.Dial(f.ctx, address, nil); err != nil {
		return err
	}
	f.socket.SetReadLimit(64 << 20)
	if err := f.ask("session.new", map[string]any{"capabilities": map[string]any{}}, nil); err != nil {
		return err
	}
	var tree struct{ Contexts []struct{ Context string } }
	if err := f.ask("browsingContext.getTree", map[string]any{}, &tree); err != nil {
		return err
	}
	f.context = tree.Contexts[0].Context
	return nil
}

// ask sends a command and waits for its result. Events that come meanwhile are not wanted.
func (f *firefox) ask(method string, params, result any) error {
	f.last++
	if err := wsjson.Write(f.ctx, f.socket, map[string]any{"id": f.last, "method": method, "params": params}); err != nil {
		return err
	}
	for {
		var answer struct {
			ID             int
			Result         json.RawMessage
			Error, Message string
		}
		if err := wsjson.Read(f.ctx, f.socket, &answer); err != nil {
			return err
		}
		switch {
		case answer.ID != f.last:
		case answer.Error != "":
			return fmt.Errorf("%s: %s: %s", method, answer.Error, answer.Message)
		case result != nil:
			return json.Unmarshal(answer.Result, result)
		default:
			return nil
		}
	}
}

func (f *firefox) visit(url string) error {
	return f.ask("browsingContext.navigate", map[string]any{"context": f.context, "url": url, "wait": "complete"}, nil)
}

func (f *firefox) call(body string) (string, error) {
	var answer struct {
		Result           struct{ Value string }
		ExceptionDetails *struct{ Text string }
	}
	err := f.ask("script.evaluate", map[string]any{
		"expression": "(async () => {" + body + "})()", "target": map[string]any{"context": f.context}, "awaitPromise": true,
	}, &answer)
	if err == nil && answer.ExceptionDetails != nil {
		err = errors.New(answer.ExceptionDetails.Text)
	}
	return answer.Result.Value, err
}

// enter makes what is called from now on called in the page's only frame.
func (f *firefox) enter() error {
	var tree struct {
		Contexts []struct{ Children []struct{ Context string } }
	}
	err := f.ask("browsingContext.getTree", map[string]any{"root": f.context}, &tree)
	if err == nil && len(tree.Contexts[0].Children) != 1 {
		err = fmt.Errorf("the page has the frames %v, want one", tree.Contexts[0].Children)
	}
	if err == nil {
		f.context = tree.Contexts[0].Children[0].Context
	}
	return err
}

func (f *firefox) close() {
	f.ask("browser.close", map[string]any{}, nil)
	f.stop()
}
