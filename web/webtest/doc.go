// Package webtest is a site for tests: the real shell, and a stand-in for what the build makes. Only tests import it.
package webtest
