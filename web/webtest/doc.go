// Package webtest is a site for tests: the real shell with a stand-in for what the build makes, or the finished program. Only tests
// import it.
package webtest
