package engine

// ProvedScenarios is how many scenarios CPython's own asyncio ran for the tests, which hold every event of each against
// the engine's. A test counts them.
const ProvedScenarios = 1746
