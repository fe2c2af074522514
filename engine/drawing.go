package engine

// Draw draws a log as text, for tests and terminals.
func Draw(s *Scenario, log Log) string { panic("being written") }
