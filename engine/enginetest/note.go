package enginetest

import "os"

// NoteTools has go test's cache take note of what it cannot see by itself: which versions of other programs are installed. The Makefile
// says so in a variable. Tests that ask other programs call it.
func NoteTools() { os.Getenv("TOOLS") }

// NoteDay does the same for the day. Tests call it whose cases are new each day.
func NoteDay() { os.Getenv("TODAY") }
