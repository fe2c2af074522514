package web

// Integrity is for tests.
var Integrity = integrity
