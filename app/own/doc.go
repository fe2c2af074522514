// Package own is a person's own program on the playground: the panel in place of the shown code, and the door to the scripts that edit and
// run it (own.js, python.js), which are loaded when somebody wants them. What is shown, and the links, are in app/model/own.go.
//
//	panel.go             what the page shows
//	door.go door_js.go   the door
package own
