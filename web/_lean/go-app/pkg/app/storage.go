package app

import "errors"

var errNoStorage = errors.New("the lean build stores nothing: see web/lean.go")

// BrowserStorage stores nothing.
type BrowserStorage struct{}

func newMemoryStorage() (s BrowserStorage) { return s }

func newJSStorage(string) (s BrowserStorage) { return s }

func (BrowserStorage) Get(string, any) error { return errNoStorage }

func (BrowserStorage) Set(string, any) error { return errNoStorage }
