package engine_test

import (
	"syscall/js"
	"time"

	"inflight/engine/enginetest"
)

func init() {
	enginetest.Work = func() time.Duration {
		usage := js.Global().Get("process").Call("cpuUsage")
		return time.Duration(usage.Get("user").Int()+usage.Get("system").Int()) * time.Microsecond
	}
}
