// Package enginetest is what the tests of several rooms need: random scenarios, hostile texts, golden files. Only tests
// import it.
package enginetest
