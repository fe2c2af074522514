package view

import "inflight/engine"

// vocabulary is what a narration says of one strategy alone.
type vocabulary struct {
	awaited string                                             // what hands out all results together; "" if nothing does
	next    func(t *telling, tasks []int, names string) string // that tasks begin, later than at the run's beginning
	opening func(s *engine.Scenario, tasks string) string      // what the caller does at first, with the tasks as they are introduced
}

// vocabularies has those of all strategies.
var vocabularies = map[string]vocabulary{
	"gather": {asIs + "gather", startedWords, func(s *engine.Scenario, tasks string) string {
		words := "the caller created " + tasks + " and awaited " + them(s, "them all") + " with " + asIs + "gather"
		if s.ReturnExceptions {
			words += ", which was to return exceptions like results"
		}
		return words
	}},
	"sequential": {"", wentOnWords, func(s *engine.Scenario, _ string) string {
		if s.Sockets() {
			return "the caller opened the sockets one by one, without a task for any of them"
		}
		return "the caller made the requests one by one, without a task for any of them"
	}},
	"create_task": {"", startedWords, func(s *engine.Scenario, tasks string) string {
		return "the caller created " + tasks + " and then awaited " + them(s, "them in that order")
	}},
	"create_task_each": {"", func(_ *telling, _ []int, names string) string {
		return "then the caller created " + names
	}, func(*engine.Scenario, string) string {
		return "the caller created one task at a time, and awaited it before it created the next"
	}},
	"as_completed": {"", startedWords, func(s *engine.Scenario, tasks string) string {
		return "the caller created " + tasks + " and asked " + asIs + "as_completed for each result as it came" + timeLimit(s)
	}},
	"wait": {"", startedWords, func(s *engine.Scenario, tasks string) string {
		until := map[engine.ReturnWhen]string{
			engine.AllCompleted:   "until all were done",
			engine.FirstException: "until one failed or all were done",
			engine.FirstCompleted: "until one was done",
		}
		words := "the caller created " + tasks + " and waited " + until[s.ReturnWhen] + timeLimit(s)
		if s.Pending == engine.WaitAgain {
			words += ", again and again while any was pending"
		}
		return words
	}},
	"task_group": {"the group", startedWords, func(_ *engine.Scenario, tasks string) string {
		return "the caller opened a task group and created " + tasks + " in it"
	}},
	"race": {"", startedWords, func(s *engine.Scenario, tasks string) string {
		return "the caller created " + tasks + " and raced " + them(s, "them") + ": the first success was to win"
	}},
	"wait_for": {asIs + "gather", startedWords, func(s *engine.Scenario, tasks string) string {
		return "the caller created " + tasks + ", gave " + them(s, "each of them") + " " + ChosenTime(s.TaskTimeout) +
			", and gathered " + them(s, "them")
	}},
	"semaphore": {asIs + "gather", func(_ *telling, _ []int, names string) string {
		return "the semaphore let " + names + " start"
	}, func(s *engine.Scenario, tasks string) string {
		return "the caller created " + tasks + " and gathered " + them(s, "them") +
			", behind a semaphore for " + count(s.Concurrency) + " at a time"
	}},
	"batches": {asIs + "gather", func(t *telling, tasks []int, names string) string {
		return "the next " + oneOrMore(boolInt(!t.long), "batch", "batches") + " began: " + startedWords(t, tasks, names)
	}, func(s *engine.Scenario, _ string) string {
		return "the caller gathered its requests in batches of " + count(s.Batch)
	}},
	"workers": {"", func(t *telling, tasks []int, _ string) string { return t.takenWords(tasks) },
		func(s *engine.Scenario, tasks string) string {
			return "the caller put " + tasks + " into a queue and started " + countWords(s.Workers, "worker") + " that " +
				oneOrMore(s.Workers, "takes", "take") + " one after another"
		}},
	"retry": {asIs + "gather", func(t *telling, tasks []int, names string) string {
		return names + " began " + t.commonPause(tasks)
	}, func(s *engine.Scenario, tasks string) string {
		return "the caller created " + tasks + ", allowed " + them(s, "each of them") + " " + countWords(s.Attempts, "attempt") +
			", and gathered " + them(s, "them")
	}},
	"hedge": {asIs + "gather", (*telling).hedgeWords, func(s *engine.Scenario, tasks string) string {
		return "the caller gathered " + tasks + ", " + oneOrMore(s.Tasks(), "", "each ") + "with a hedge: a second request after " +
			ChosenTime(s.HedgeAfter)
	}},
	"shield": {"the shielded " + asIs + "gather", startedWords, func(s *engine.Scenario, tasks string) string {
		return "the caller created " + tasks + " and awaited " + them(s, "them") + " behind a shield"
	}},
	"exit_stack": {"", wentOnWords, func(*engine.Scenario, string) string {
		return "the caller put its sockets on an exit stack, one after another, without a task for any of them"
	}},
}

// them is what is said of a scenario's tasks; "it" of a single one.
func them(s *engine.Scenario, words string) string {
	return oneOrMore(s.Tasks(), "it", words)
}

// startedWords says that tasks did.
func startedWords(_ *telling, _ []int, names string) string { return names + " started" }

// wentOnWords says what a caller did next that does all itself.
func wentOnWords(_ *telling, _ []int, names string) string { return "the caller went on to " + names }

// timeLimit is the time that the strategy's own timeout gives.
func timeLimit(s *engine.Scenario) string {
	if s.Timeout == engine.NoTimeout {
		return ""
	}
	return ", for at most " + ChosenTime(s.Timeout)
}
