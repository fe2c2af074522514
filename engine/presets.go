package engine

// Preset is a scenario with a lesson.
type Preset struct {
	ID     string // in links, tests and the page
	Title  string
	Notice string // what to notice, in a sentence or two
	Link   string // the scenario, in canonical form
}

// Chapter is a part of the tutorial, to which some presets belong.
type Chapter struct{ Title, First string } // First is the ID of its first preset

// Chapters are in the order of [Presets], each up to the next one's first.
var Chapters = []Chapter{
	{"Waiting is the work", "one-request"}, {"Tasks", "three-tasks"}, {"gather", "gather-1000"},
	{"When one of them fails", "gather-bad-scheme"}, {"as_completed", "as-completed"}, {"wait", "wait-all"},
	{"Task groups and timeouts", "task-group"}, {"One session, many connections", "pool-100"},
	{"Races, limits, retries", "race"}, {"What opens is closed", "context-manager-error"},
	{"A client that blocks", "blocking-client"},
}

// Presets lists the lessons in the order in which a newcomer takes them.
var Presets = []Preset{
	{"one-request", "One request",
		"The session opens, one request goes out, the answer comes back, the session closes. Everything else is this, several times.",
		"strategy=sequential&tasks=1s"},
	{"one-by-one", "50 requests, one by one",
		"Each await holds the caller until its answer is there, so the times add up: 50 × 100 ms is 5 s.",
		"strategy=sequential&tasks=100ms*50"},
	{"three-tasks", "Three tasks, awaited in turn",
		"All three start before the first await, so the longest decides: 3 s, not 6 s.",
		"strategy=create_task&tasks=1s,2s,3s"},
	{"task-in-comprehension", "create_task inside a comprehension",
		"Each task is awaited as soon as it is created, so the next is not created before it ends: 6 s. It only looks concurrent.",
		"strategy=create_task_each&tasks=1s,2s,3s"},
	{"create-then-await", "Create all, then await",
		"The slow one is awaited first, so the answers that came meanwhile wait for the caller. Then it takes them all at once.",
		"strategy=create_task&tasks=3s,1s,2s"},
	{"gather-1000", "gather of 1,000 requests",
		"The pool lets 100 out at a time; the others wait in line. Ten rounds of 1 s make 10 s; one by one it would be 17 minutes.",
		"tasks=1s*1000"},
	{"gather-in-order", "gather keeps the order",
		"The second answer comes first, but nobody gets it before the first one is there. The results come in the order of the requests.",
		"tasks=3s,1s"},
	{"gather-bad-scheme", "gather with a bad request",
		"The bad one raises at once, and so does gather. The good request is still under way and is thrown away when the program ends.",
		"tasks=good=1s,bad=0s!scheme"},
	{"gather-return-exceptions", "gather with return_exceptions",
		"The exception comes back as a value, in its place among the results. Nothing is lost, but the caller waits for all.",
		"tasks=good=1s,bad=0s!scheme&return_exceptions=true"},
	{"gather-orphans", "gather leaves orphans",
		"b fails at 1 s, and gather raises at once. It cancels nobody: a and c run on to the end, and nobody receives their answers.",
		"tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true"},
	{"never-retrieved", "An exception that nobody asked for",
		"b fails first, but a is awaited first, and its exception leaves main(). When the program ends, asyncio logs that b's was never " +
			"retrieved. gather asks all of its tasks, so it would log nothing.",
		"strategy=create_task&tasks=a=1s!503,b=500ms!500&raise_for_status=true"},
	{"as-completed", "as_completed",
		"Each answer is delivered the moment it arrives, whatever its place in the list.",
		"strategy=as_completed&tasks=3s,1s,2s"},
	{"forgotten-tasks", "Tasks that nobody keeps",
		"At 1 s as_completed raises, main() ends, and nobody keeps b and c but the loop, until asyncio.run cancels them. Without " +
			"asyncio.run they would end with “Task was destroyed but it is pending!”.",
		"strategy=as_completed&tasks=a=500ms,b=2s,c=3s&timeout=1s"},
	{"wait-all", "wait for all",
		"wait returns two sets. With ALL_COMPLETED the second one is empty, and the caller takes its results from the first.",
		"strategy=wait&tasks=1s,2s,3s"},
	{"wait-bad-request", "wait with a bad request",
		"wait itself raises nothing. The exception comes out when the caller asks that task for its result, and can be handled there.",
		"strategy=wait&tasks=good=1s,bad=0s!scheme&on_error=handle"},
	{"first-exception", "First exception cancels the rest",
		"One fails after 1 s, and wait returns at once. The caller cancels the other two, and the server sees them go.",
		"strategy=wait&tasks=1s!reset,4s,4s&return_when=FIRST_EXCEPTION&pending=cancel&on_error=handle"},
	{"first-completed", "First completed, while any are pending",
		"The caller wakes each time something is done: at 1 s for one task, at 4 s for two.",
		"strategy=wait&tasks=1s,4s,4s&return_when=FIRST_COMPLETED&pending=again"},
	{"three-equal", "Three equal requests, first completed",
		"All three are due at one moment. In virtual time one wake gets them all; over a real network it may take two or three.",
		"strategy=wait&tasks=1s*3&return_when=FIRST_COMPLETED&pending=again"},
	{"wait-timeout", "wait with a timeout, and nothing done",
		"At 1 s wait returns and raises nothing. Only its first set, which is empty, tells that nobody has answered; the caller cancels all " +
			"three.",
		"strategy=wait&tasks=1.5s,2s,3s&return_when=FIRST_COMPLETED&pending=cancel&timeout=1s"},
	{"task-group", "A task group cancels its siblings",
		"b fails after 1 s; the group cancels a and c and raises once they have ended. No orphans.",
		"strategy=task_group&tasks=a=3s,b=1s!503,c=2s&raise_for_status=true"},
	{"timeout", "A timeout around gather",
		"After 2 s the caller is cancelled, and with it the gather and all its children. What had finished is lost too.",
		"tasks=1s,3s,4s&timeout=2s"},
	{"pool-100", "A pool of 100, for 150 requests",
		"A session has 100 connections unless told otherwise. The last 50 requests wait until one is free.",
		"tasks=1s*150"},
	{"pool-2", "A pool of 2",
		"Six tasks start at once, but two requests at a time are under way. Each freed place goes to the first in line.",
		"tasks=1s*6&limit=2"},
	{"connection-reuse", "Five connections for 20 requests",
		"Each connection takes 100 ms to open and then carries four requests, one after another: whoever is next in line takes one that is " +
			"open already.",
		"tasks=500ms*20&limit=5&connect=100ms&hosts=1"},
	{"no-session-reuse", "A session for each request",
		"Five at a time again, but each request opens a session of its own, and so a connection: 20 of them instead of 5, and 100 ms more in " +
			"each round.",
		"strategy=semaphore&session=per_request&tasks=500ms*20&concurrency=5&connect=100ms&hosts=1"},
	{"limit-100", "100 connections for 1,000 requests",
		"The pool opens its 100 connections in the first round. The other nine rounds find them open, and pay nothing for connecting.",
		"tasks=500ms*1000&connect=50ms"},
	{"limit-per-host", "A limit for each host",
		"Odd and even tasks go to two hosts, one request at a time to each. The third waits for its slow host; the fourth overtakes it.",
		"tasks=2s,500ms*5&limit_per_host=1&hosts=2"},
	{"session-closes", "A session that closes under its tasks",
		"b fails, gather raises, and the session closes: a breaks off in mid-request. c was asleep; when it asks the closed session at 2 s, it " +
			"fails too.",
		"tasks=a=3s,b=1s!503,c=2s:1s&after=close&raise_for_status=true"},
	{"login-then-fetch", "Log in, then fetch",
		"b's login is answered 401, and nothing follows. a and c go on at once, over the connections that their logins opened: only the " +
			"first request of each waits 100 ms for one.",
		"tasks=a=200ms%3E600ms,b=200ms!401%3E600ms,c=300ms%3E500ms&return_exceptions=true&connect=100ms&raise_for_status=true"},
	{"pages", "One page after another",
		"Each page of a names the next, so four of 300 ms take 1.2 s, however many requests may be out at once. gather only puts b beside " +
			"them, whose two pages are there at 1 s.",
		"tasks=a=300ms%3E300ms%3E300ms%3E300ms,b=500ms%3E500ms"},
	{"race", "The first success wins",
		"a fails first, which does not count. b succeeds at 1 s; c is cancelled, and the server sees it go.",
		"strategy=race&tasks=a=500ms!503,b=1s,c=3s&raise_for_status=true"},
	{"wait-for", "A timeout for each task",
		"b has not answered after 1 s: it alone is cancelled, and its place among the results holds the TimeoutError.",
		"strategy=wait_for&tasks=a=500ms,b=3s,c=600ms&return_exceptions=true"},
	{"semaphore", "A semaphore of 2",
		"The pool would let all six out. The semaphore lets two tasks start; a third starts when one of them has ended.",
		"strategy=semaphore&tasks=1s,300ms,300ms,1s,300ms,300ms&concurrency=2"},
	{"batches", "Batches of 2",
		"Each batch waits for its slowest task, while the other place stands empty. Compare with the semaphore of 2.",
		"strategy=batches&tasks=1s,300ms,300ms,1s,300ms,300ms&batch=2"},
	{"queue-workers", "Three workers and a queue",
		"Whoever is through takes the next task, so nobody waits for the slowest: while worker 1 is at a for 2 s, the other two do the rest.",
		"strategy=workers&tasks=a=2s,b=500ms,c=800ms,d=1.2s,e=700ms,f=300ms&workers=3"},
	{"queue-worker-dies", "A worker that dies",
		"b fails, and its exception ends worker 2; gather raises at once. The other worker goes on alone, up to e. Awaiting " +
			"queue.join() instead, main() would wait for ever: nobody calls task_done() for b.",
		"strategy=workers&tasks=a=1s,b=500ms!503,c=1s,d=500ms,e=500ms&workers=2&after=linger&raise_for_status=true"},
	{"retry", "Retry with backoff",
		"b answers 503 twice and then 200. The pause before each new attempt doubles: 200 ms, 400 ms. A 404 would not be tried " +
			"again.",
		"strategy=retry&tasks=a=500ms,b=300ms!503/2&backoff=200ms&raise_for_status=true"},
	{"retry-inside-semaphore", "A retry inside a semaphore",
		"Each task keeps its place while it pauses for a second, and nobody uses it: the last three start at 2 s, and all are there at 4.2 s.",
		"tasks=500ms!503/1*3,600ms!503/1*3&each=semaphore:3,retry:2:1s&raise_for_status=true"},
	{"retry-around-semaphore", "A retry around a semaphore",
		"The retry is around the semaphore, not inside it. The place is free during the pause, and the others take it: all are there at " +
			"2.7 s instead of 4.2 s.",
		"tasks=500ms!503/1*3,600ms!503/1*3&each=retry:2:1s,semaphore:3&raise_for_status=true"},
	{"timeout-around-line", "A timeout that runs in line",
		"The timeout is around the semaphore, so it runs while a task stands in line. Four of six are out of time at 900 ms, two of them " +
			"before they started.",
		"tasks=500ms*6&return_exceptions=true&each=timeout:900ms,semaphore:2"},
	{"timeout-inside-line", "A timeout that begins with the request",
		"The timeout is inside the semaphore, so each task has its 900 ms from when it has its place. None of the six is late.",
		"tasks=500ms*6&return_exceptions=true&each=semaphore:2,timeout:900ms"},
	{"client-timeout-line", "Client timeouts that run in line",
		"The client's own clocks run while a request stands in line. At 2.4 s two are still there: connect is over. At 2.8 s two more fail in " +
			"mid-request: total is over, and 2 s of it was the line.",
		"tasks=1s*8&return_exceptions=true&limit=2&client_timeout=total:2.8s,connect:2.4s"},
	{"rate-limit", "Four a second is not four at once",
		"A limiter lets four start at once, and then one each 250 ms. It counts starts and not what runs: with answers that take 2 s, eight " +
			"are in flight at 1 s.",
		"tasks=2s*10&each=rate:4/1s"},
	{"server-line", "A line at the server",
		"All six requests leave at once, and the server serves two at a time. The client sees none of that: to it they take 500 ms, 1 s and " +
			"1.5 s, and the timeout of 1.2 s runs while two wait there.",
		"tasks=500ms*6&return_exceptions=true&each=timeout:1.2s&server=at_once:2"},
	{"retry-storm", "A storm of 429s",
		"The server lets two in at once, and then one each 500 ms. Whoever is turned away comes again, with all others who were: 13 requests " +
			"for five answers.",
		"tasks=300ms*5&each=retry:4:250ms&server=rate:2/1s&raise_for_status=true"},
	{"retry-after", "The same storm, and Retry-After",
		"The 429 says when to come again, and who is told so comes no sooner: nine requests for five answers instead of 13, at 2.3 s " +
			"instead of 2.05 s.",
		"tasks=300ms*5&each=retry:4:250ms:retry_after&server=rate:2/1s&raise_for_status=true"},
	{"retry-in-step", "Backoff without jitter",
		"The server serves two at a time and turns the others away. Those come again together, at 800 ms all in vain and at 2.4 s one too " +
			"many: 12 requests for five answers, the last at 6.9 s.",
		"tasks=1.3s*5&each=retry:5:800ms&server=at_once:2:429&raise_for_status=true"},
	{"retry-jitter", "Backoff with jitter",
		"Each pause is drawn between 0 and twice as long as “Backoff without jitter” has it, so that they come one by one: 10 requests, " +
			"the last answer at 4.57 s. In 200 runs it is 2.28 requests for each answer instead of 2.40.",
		"tasks=1.3s*5&each=retry:5:800ms~800ms&server=at_once:2:429&raise_for_status=true&seed=101"},
	{"server-down", "A server that is down for two seconds",
		"Nobody listens at 0 s, 150 ms, 450 ms and 1.05 s. Only because the pause doubles does the fifth attempt come after the two seconds; " +
			"four would have failed.",
		"tasks=300ms*3&each=retry:5:150ms&server=down:0s-2s"},
	{"hedge", "A hedged request",
		"What has not answered after 600 ms is sent a second time. Whichever answers first wins, and the other is cancelled. A failure does " +
			"not win.",
		"strategy=hedge&tasks=a=800ms~700ms*4&hedge_after=600ms&seed=28"},
	{"long-tail", "A long tail",
		"Half of the answers are there within 100 ms, and one of a hundred takes 2 s. Who needs all ten waits for the slowest: in 200 runs " +
			"592 ms in the median (p50), but 4.55 s at the 99th percentile (p99).",
		"tasks=100ms..2s*10&seed=5&runs=200"},
	{"hedged-tail", "A hedge cuts the long tail",
		"What has not answered after 600 ms is asked a second time, and the first answer wins. In 200 runs the median stays at 592 ms, while " +
			"the 99th percentile falls from 4.55 s to 1.12 s, for 8 % more requests.",
		"tasks=100ms..2s*10&each=hedge:600ms&seed=5&runs=200"},
	{"shield", "A shield against the timeout",
		"At 2 s the caller leaves with a TimeoutError, but the shield keeps the cancellation from the tasks: they run on, for nobody.",
		"strategy=shield&tasks=1s,3s,4s&timeout=2s&after=linger"},
	{"context-manager-error", "A context manager closes after an error",
		"b loses its connection at 800 ms. Its __aexit__ runs all the same, but finds no peer to wait for, and b fails at once. a's peer takes " +
			"400 ms to close.",
		"client=socket&tasks=a=400ms:1.2s,b=400ms:400ms!reset&return_exceptions=true&closing=400ms"},
	{"context-manager-cancel", "Cancelled while connecting, open, closing",
		"The timeout finds one that has not entered: nothing to close. One that is open: it closes, then ends. One that is closing already: " +
			"that is cut short.",
		"strategy=wait_for&client=socket&tasks=connecting=2s:1s,open=400ms:2s,closing=400ms:400ms&return_exceptions=true&task_timeout=1.2s&" +
			"closing=800ms"},
	{"exit-stack", "An exit stack",
		"The caller opens three sockets, one after another, and takes their messages. The stack closes them in reverse: the last one in is the " +
			"first one out.",
		"strategy=exit_stack&tasks=a=400ms:1.2s,b=400ms:1.2s,c=400ms:1.2s&closing=400ms"},
	{"blocking-client", "A blocking client in an event loop",
		"gather, and yet one after another: each request holds up the whole loop. Not even c's sleep of 500 ms can begin before 2 s.",
		"client=blocking&tasks=a=1s,b=1s,c=500ms:1s"},
	{"sleep-overslept", "A sleep that is too long",
		"tick only sleeps, for 500 ms, and yet wakes at 2.1 s: a sleep ends when its time is over and the loop turns, which it does not while " +
			"a and b block.",
		"client=blocking&tasks=tick=500ms:,a=100ms:1s,b=100ms:1s"},
}

// PresetNamed returns the preset with that ID, or nil.
func PresetNamed(id string) *Preset {
	for i := range Presets {
		if Presets[i].ID == id {
			return &Presets[i]
		}
	}
	return nil
}
