// Package browsers holds the tests that drive the finished program in Firefox and in WebKit, Safari's engine. What the page does in all
// its details package e2e tests in Chromium; here is what browsers do each in their own way: when a request leaves, who stops it, what a
// policy allows in a sandbox.
//
// Firefox is driven by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/), which it speaks itself, WebKit by WebKitWebDriver
// (https://www.w3.org/TR/webdriver2/) on a screen of its own. A test's own scripts press and read; nothing else of a driver is needed.
//
//	driver_test.go          what a driver is, and starting one
//	firefox_test.go         the drivers
//	webkit_test.go
//	chromium_test.go
//	server_test.go          the program, and its account of a run
//	smoke_test.go           what each browser must do, in make test
//	presets_test.go         every preset live, in make browsers
//	own_test.go             a program of one's own, in make browsers
//	ownbench_test.go        from Run to its picture, in make bench
package browsers
