// Package model is all that the pages show, as values: [Model] is the playground's, [CompareModel] that of a comparison,
// [WhichModel] that of the questions. A message to their Update is the only way in which they change. The package knows neither
// go-app nor a browser, so that it is tested as a table of messages.
//
// # The tour, in reading order
//
//	model.go update.go              the playground, and the messages that change it
//	history.go                      what Undo goes back to; a change that waits for a run
//	base.go told.go                 what it has in common with a comparison; what each page tells of itself
//	draft.go options.go rows.go     what is typed: the task list as text or as rows, the options
//	manual.go                       the keys of the keyboard, and how tasks are written
//	run.go moment.go                a live run as it comes in; the moment that is shown of it
//	runviews.go marking.go words.go tabs of the picture, a marked line of code, what is said of an event
//	drag.go                         a bar in the hand: its own tour leads through the other files that begin so
//	compare.go variants.go          the page of a comparison, and the rows to choose from
//	whichmodel.go                   the page of questions
//	embed.go embedkeys.go           how an embed is to look, and the keys that say so
//	sharingmodel.go                 the dialog that hands it out
//	own.go                          a program of somebody's own, and its link
//	formats.go                      the files as which a run leaves
package model
