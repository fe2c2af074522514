package enginetest

import "inflight/engine"

// ScenarioWith returns a scenario that has the key, with a value that is not the default; nil if there is none.
func ScenarioWith(k *engine.Key) *engine.Scenario {
	for _, strategy := range engine.Strategies {
		for _, client := range engine.KeyNamed("client").Choices {
			s := engine.NewScenario(engine.Entry{Latency: 1e9, Count: 1})
			s.Strategy, s.Client = strategy.Name, engine.Client(client.Value)
			if s.Has(k.Name) && k.Set(s, unusual(k)) == nil {
				return s
			}
		}
	}
	return nil
}

// unusual is a value that is not the key's default.
func unusual(k *engine.Key) string {
	for _, value := range k.Tries {
		if value != k.Default {
			return value
		}
	}
	for _, c := range k.Choices {
		if c.Value != k.Default {
			return c.Value
		}
	}
	return "250ms" // what is tried at other times is a time
}
