package view

// advisoryEntry is one piece of advice, with a comparison in which it is wrong: the variant that is advised comes first, and one
// that does better second. Few presets have just the variant that is advised, so the comparison takes only the tasks of one.
type advisoryEntry struct {
	why     string
	counter string // the comparison's link; the deadline of the variant that is advised is the preset's
	column  Column // what the better one does better
	whyNot  string
}

// advisory has the advice in the order of [Answers.row]: all in order, all as they come, the first; of each: stop, stop
// with a deadline, carry on, carry on with a deadline.
var advisory = [...]advisoryEntry{
	{"It gives you the results in order, and if one request fails it cancels the others and raises, so that nothing runs on behind your back.",
		"preset=task-group&strategies=task_group,gather+return_exceptions", WastedTimeColumn,
		"b fails, and the group throws a and c away, which were under way and well. If each is worth something alone, keep it."},
	{"With a timeout around it the group cancels what still runs at the deadline, as it does when a request fails, and raises.",
		"preset=timeout&strategies=task_group,wait+cancel", ReceivedColumn,
		"One of three answers comes in time, and at the deadline it is lost with the others. wait keeps what is done."},
	{"Exceptions come back as values, each in its place among the results, so one failure costs you nothing else.",
		"preset=gather-return-exceptions&strategies=gather+return_exceptions,task_group", FirstErrorColumn,
		"One request fails at once, but you hear of it only when the slowest has answered. If the rest is useless without it, that is time " +
			"lost."},
	{
		"At its timeout wait raises nothing: you take what is done, in order, each failure where you ask for that result, and cancel what is " +
			"pending.",
		"preset=timeout&strategies=wait+cancel+handle,as_completed+handle",
		FirstResultColumn,
		"One answer is there after 1 s, but wait holds it back until the deadline, because the others are not.",
	},
	{"Each result reaches you the moment it arrives, and so does the first exception, which ends the loop.",
		"preset=gather-orphans&strategies=as_completed,task_group", WastedTimeColumn,
		"The first failure ends your loop but cancels nobody: the other requests run on to their end, and nobody receives the answers."},
	{"Each result reaches you the moment it arrives, and the timeout raises if the last one is late.",
		"preset=shield&strategies=as_completed,wait+cancel", WastedTimeColumn,
		"At the deadline the loop ends and cancels nobody: the slow requests run on, though nobody waits for them, as if a shield were around " +
			"them."},
	{"Each result reaches you the moment it arrives, and an exception that you catch inside the loop stops only its own request.",
		"preset=pool-100&strategies=as_completed+handle,semaphore", InFlightColumn,
		"It starts everything at once, and as many requests as the pool has places are under way. A server that bears ten at a time wants a " +
			"semaphore."},
	{
		"Each result reaches you the moment it arrives, failures are yours to catch one by one, and the timeout ends the loop with what you " +
			"have so far.",
		"preset=shield&strategies=as_completed+handle,wait+cancel+handle",
		OrphansColumn,
		"The timeout raises in your loop but cancels nobody: two requests become orphans, where wait lets you cancel them.",
	},
	{"It returns as soon as one request is over, whether it answered or failed, and you cancel the others.",
		"preset=race&strategies=wait+FIRST_COMPLETED+cancel,race", ReceivedColumn,
		"The fastest request fails, and its exception is all you get, although a good answer is 500 ms away."},
	{"It returns as soon as one request is over, or at its timeout, and you cancel the others.",
		"preset=wait-timeout&strategies=wait+FIRST_COMPLETED+cancel,race", FirstErrorColumn,
		"The deadline passes and nobody is told: wait returns with nothing done, as if all were well, and only a look at its first set shows " +
			"it."},
	{"The first success wins, failures before it do not count, and the others are cancelled.",
		"preset=race&strategies=race,gather+return_exceptions", WastedRequestsColumn,
		"Three requests are sent for one answer: a fails, and c is cancelled under way. If you can use both answers, gather keeps them."},
	{
		"The first success wins and cancels the others; with a timeout around it, a race that nobody wins in time ends with all of them " +
			"cancelled.",
		"preset=wait-timeout&strategies=race,race+timeout=2s",
		ReceivedColumn,
		"The first answer is 500 ms away when the deadline passes, and you get nothing at all. A deadline wants room.",
	},
}
