package app

import "errors"

var errNoCrypto = errors.New("the lean build cannot encrypt: see web/lean.go")

func encrypt(string, []byte) ([]byte, error) { return nil, errNoCrypto }

func decrypt(string, []byte) ([]byte, error) { return nil, errNoCrypto }
