// Package fetch is the door to the network for live runs. It has two builds with the same behaviour: one on the
// browser's fetch, through a small helper (web/fetch.js, which the page loads before the wasm), and one on
// net/http for tests and every other Go program.
//
// The browser's build does not use net/http, because that stops watching its context once the headers have
// arrived: a cancelled body would go on arriving. It also costs 1.2 MB of the compressed download.
package fetch
