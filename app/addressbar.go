package app

import "time"

// addressBar holds the link of what the page shows.
type addressBar struct {
	browser *browser
	timer   *time.Timer // sets typed soon
	typed   string
}

// set puts a link into the address bar, as a new entry of the history or in place of the present one. Typing changes it at
// most four times a second: browsers refuse more than some hundred changes in half a minute.
func (a *addressBar) set(link string, push bool) {
	late := a.timer != nil && a.timer.Stop()
	if push {
		if late {
			a.browser.setAddress(a.typed, false)
		}
		a.browser.setAddress(link, true)
		return
	}
	a.typed = link
	a.timer = time.AfterFunc(250*time.Millisecond, func() { a.browser.setAddress(link, false) })
}
