package app

// clientResourceResolver leaves every address as it is: the page is served whole, from one place.
func clientResourceResolver(string) func(string) string {
	return func(location string) string { return location }
}
