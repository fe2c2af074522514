package engine

// advisoryEntry is one piece of advice: a variant, and a comparison of it with one that does better.
type advisoryEntry struct {
	variant, why string
	against      string // the link of a comparison: first the variant, with its deadline, then the better one
	column       Column // what the better one does better
	whyNot       string
}

// advisory has the advice in the order of [Answers.row]: all in order, all as they come, the first; of each: stop, stop
// with a deadline, carry on, carry on with a deadline.
var advisory = [...]advisoryEntry{
	{"task_group", "It gives you the results in order, and if one request fails it cancels the others and raises, so that nothing runs on behind your back.",
		"tasks=2.8s*4,3s!reset&strategies=task_group,gather+return_exceptions", WastedTimeColumn,
		"Four answers are there when the fifth request fails, and the group throws them away. If each is worth something alone, keep it."},
	{"task_group", "With a timeout around it the group cancels what still runs at the deadline, as it does when a request fails, and raises.",
		"tasks=1s*4,5s&timeout=2s&strategies=task_group,wait+cancel", ReceivedColumn,
		"Four of five answers come in time, and at the deadline they are lost with the fifth. wait keeps those that are done."},
	{"gather+return_exceptions", "Exceptions come back as values, each in its place among the results, so one failure costs you nothing else.",
		"tasks=100ms!reset,5s*3&strategies=gather+return_exceptions,task_group", FirstErrorColumn,
		"One request fails at once, but you hear of it only when the slowest has answered. If the rest is useless without it, that is time lost."},
	{"wait+cancel+handle", "At its timeout wait raises nothing: you take what is done, in order, each failure where you ask for that result, and cancel what is pending.",
		"tasks=100ms*3,5s&timeout=2s&strategies=wait+cancel+handle,as_completed+handle", FirstResultColumn,
		"Three answers are there after 100 ms, but wait holds them back until the deadline, because the fourth never comes."},
	{"as_completed", "Each result reaches you the moment it arrives, and so does the first exception, which ends the loop.",
		"tasks=100ms!reset,3s*3&after=linger&strategies=as_completed,task_group", WastedTimeColumn,
		"The first failure ends your loop but cancels nobody: the other requests run on to their end, and nobody receives the answers."},
	{"as_completed", "Each result reaches you the moment it arrives, and the timeout raises if the last one is late.",
		"tasks=500ms,5s*3&timeout=1s&after=linger&strategies=as_completed,wait+cancel", WastedTimeColumn,
		"At the deadline the loop ends and cancels nobody: three slow requests keep their connections for four more seconds."},
	{"as_completed+handle", "Each result reaches you the moment it arrives, and an exception that you catch inside the loop stops only its own request.",
		"tasks=200ms*60&limit=0&strategies=as_completed+handle,semaphore", InFlightColumn,
		"It starts everything at once, sixty requests here. A server that bears ten at a time wants a semaphore."},
	{"as_completed+handle", "Each result reaches you the moment it arrives, failures are yours to catch one by one, and the timeout ends the loop with what you have so far.",
		"tasks=1s,4s,5s&timeout=2s&after=linger&strategies=as_completed+handle,wait+cancel+handle", OrphansColumn,
		"The timeout raises in your loop but cancels nobody: two requests become orphans, where wait lets you cancel them."},
	{"wait+FIRST_COMPLETED+cancel", "It returns as soon as one request is over, whether it answered or failed, and you cancel the others.",
		"tasks=100ms!reset,200ms,300ms&strategies=wait+FIRST_COMPLETED+cancel,race", ReceivedColumn,
		"The fastest request fails, and its exception is all you get, although a good answer is 100 ms away."},
	{"wait+FIRST_COMPLETED+cancel", "It returns as soon as one request is over, or at its timeout, and you cancel the others.",
		"tasks=3s*3&timeout=1s&strategies=wait+FIRST_COMPLETED+cancel,race", FirstErrorColumn,
		"The deadline passes and nobody is told: wait returns with nothing done, as if all were well, and only a look at its first set shows it."},
	{"race", "The first success wins, failures before it do not count, and the others are cancelled.",
		"tasks=1s*6&strategies=race,gather", WastedRequestsColumn,
		"Six requests are sent and five are thrown away. Here all six answers are there at the same time, and gather keeps them."},
	{"race", "The first success wins and cancels the others; with a timeout around it, a race that nobody wins in time ends with all of them cancelled.",
		"tasks=1.2s,2s,3s&strategies=race+timeout=1s,race", ReceivedColumn,
		"The first answer is 200 ms away when the deadline passes, and you get nothing at all. A deadline wants room."},
}
