package browsers

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// webkit is a driver by WebDriver.
type webkit struct {
	stop    func()
	session string // its address
}

// miniBrowser is the browser of Debian's webkit2gtk-driver.
const miniBrowser = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"

func startWebKit(folder string) (driver, error) {
	display, stopScreen, err := startScreen()
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("WebKitWebDriver", "--port="+strconv.Itoa(port))
	cmd.Env = append(os.Environ(), "DISPLAY="+display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1", "LIBGL_ALWAYS_SOFTWARE=1", "HOME="+folder)
	stop, err := child(cmd)
	if err != nil {
		stopScreen()
		return nil, err
	}
	w := &webkit{stop: func() { stop(); stopScreen() }}
	if err := w.begin("http://127.0.0.1:" + strconv.Itoa(port) + "/session"); err != nil {
		w.stop()
		return nil, err
	}
	return w, nil
}

// startScreen starts a screen that nobody sees, and returns its name.
func startScreen() (display string, stop func(), err error) {
	read, write, err := os.Pipe()
	if err != nil {
		return "", nil, err
	}
	defer read.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	stop, err = child(cmd)
	write.Close()
	if err != nil {
		return "", nil, err
	}
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("Xvfb does not say which screen it is: %w", err)
	}
	return ":" + strings.TrimSpace(number), stop, nil
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}

func (w *webkit) begin(address string) error {
	var begun struct{ SessionID string }
	wanted := map[string]any{"capabilities": map[string]any{"alwaysMatch": map[string]any{
		"webkitgtk:browserOptions": map[string]any{"binary": miniBrowser, "args": []string{"--automation"}},
	}}}
	var err error
	for range 100 { // until it listens
		if err = w.post(address, wanted, &begun); err == nil || !strings.Contains(err.Error(), "refused") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil {
		return err
	}
	w.session = address + "/" + begun.SessionID
	return w.post(w.session+"/timeouts", map[string]any{"script": 120_000, "pageLoad": 60_000}, nil)
}

// post sends a command and reads its result.
func (w *webkit) post(address string, params, result any) error {
	text, err := json.Marshal(params)
	if err != nil {
		return err
	}
	response, err := http.Post(address, "application/json", bytes.NewReader(text))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var answer struct{ Value json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("WebKit: %s", answer.Value)
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal(answer.Value, result)
}

func (w *webkit) visit(url string) error {
	return w.post(w.session+"/url", map[string]any{"url": url}, nil)
}

func (w *webkit) call(body string) (string, error) {
	var answer struct{ Value, Error string }
	err := w.post(w.session+"/execute/async", map[string]any{"args": []any{}, "script": `const done = arguments[0]; (async () => {` + body +
		`})().then((value) => done({value}), (error) => done({value: "", error: String(error)}))`}, &answer)
	if err == nil && answer.Error != "" {
		err = fmt.Errorf("%s", answer.Error)
	}
	return answer.Value, err
}

// enter makes what is called from now on called in the frame of the page's only embed.
func (w *webkit) enter() error {
	var frame any
	err := w.post(w.session+"/execute/sync", map[string]any{"args": []any{},
		"script": `return document.querySelector("inflight-timeline").shadowRoot.querySelector("iframe")`}, &frame)
	if err != nil {
		return err
	}
	return w.post(w.session+"/frame", map[string]any{"id": frame}, nil)
}

func (w *webkit) close() {
	if request, err := http.NewRequest(http.MethodDelete, w.session, nil); err == nil {
		if response, err := http.DefaultClient.Do(request); err == nil {
			response.Body.Close()
		}
	}
	w.stop()
}
