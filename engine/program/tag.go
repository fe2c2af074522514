package program

import "inflight/engine"

// Tag says what a line stands for.
type Tag string

// The tags of the lines of main(): where the caller can stand.
const (
	Enter   Tag = "enter"   // the session opens
	Create  Tag = "create"  // tasks are created
	Await   Tag = "await"   // the strategy waits
	Deliver Tag = "deliver" // a result is received
	Wake    Tag = "wake"    // wait has returned
	Join    Tag = "join"    // waits until cancelled tasks have ended
	Return  Tag = "return"
	Raise   Tag = "raise"
	Linger  Tag = "linger" // waits for the tasks that the strategy left
	Close   Tag = "close"  // the session closes
	Exit    Tag = "exit"   // the program ends
)

// The tags of lines that cancel tasks, by cause.
const (
	CancelCall Tag = "cancel"   // the strategy calls cancel
	Group      Tag = "group"    // a sibling's failure cancels
	Timeout    Tag = "timeout"  // asyncio.timeout cancels
	Shutdown   Tag = "shutdown" // the end of the program cancels
)

// The tags of the lines of a task.
const (
	Take      Tag = "take" // a worker takes it from the queue
	Start     Tag = "start"
	Sleep     Tag = "sleep"
	Open      Tag = "open"   // opens a socket, or a session of its own
	Send      Tag = "send"   // asks for a connection, and sends the request
	Answer    Tag = "answer" // waits for the rest of the answer, or for a message
	Shut      Tag = "shut"   // closes what it has opened
	Finish    Tag = "finish"
	Fail      Tag = "fail"
	Cancelled Tag = "cancelled"
)

// The tags of the lines where a wrapper holds a task back.
const (
	Places Tag = "places" // waits for a semaphore
	Turn   Tag = "turn"   // waits for a limiter
	Pause  Tag = "pause"  // pauses before another attempt
)

// holdTags are where a task stands that is held back.
var holdTags = map[engine.Cause]Tag{engine.BySemaphore: Places, engine.ByRate: Turn, engine.ByPause: Pause}

// instead names, for each tag that a program may lack, the one whose line does its part. Python's exceptions, for
// example, leave main() by the line that awaits.
var instead = map[Tag]Tag{
	Create: Await, Take: Start, Wake: Await, Join: Await, Raise: Await, Linger: Return, Close: Exit,
	Open: Send, Shut: Open, Sleep: Send, Answer: Send, Fail: Answer, Cancelled: Answer,
	Group: Await, Timeout: Await, Shutdown: Exit,
}
