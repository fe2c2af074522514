package app

const noStates = "the lean build has no states: see web/lean.go"

// Observer and State are what nothing returns.
type (
	Observer struct{}
	State    struct{}
)

// stateManager has no states, and so nothing to clean up.
type stateManager struct{}

func (stateManager) Observe(Context, string, any) Observer { panic(noStates) }

func (stateManager) Get(Context, string, any) { panic(noStates) }

func (stateManager) Set(Context, string, any) State { panic(noStates) }

func (stateManager) Delete(Context, string) { panic(noStates) }

func (stateManager) Cleanup() {}

func (stateManager) CleanupExpiredPersistedStates(Context) {}
