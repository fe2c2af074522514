package model

// Promise is what a script was promised when it called run(). One of the two is called, once.
type Promise struct {
	Keep   func()
	Refuse func(why string)
}

// Promises are those that are open: one for a run that has not begun, while the backend is being asked, and one for the run that goes
// on. Every one of them is kept or refused, whatever happens meanwhile.
type Promises struct {
	asked, given *Promise
	ends         []func() // of those who wait for the end of the run that goes on
	number       int      // of the run that given is about
}

// goesOn is why no other run begins.
const goesOn = "a run is going on: call stop() first"

// Ask opens a promise of a run that is to begin, or refuses it at once.
func (p *Promises) Ask(r Run, promise Promise) (ok bool) {
	if r.IsActive() || p.asked != nil {
		promise.Refuse(goesOn)
		return false
	}
	p.asked = &promise
	return true
}

// Stop refuses the run that has not begun.
func (p *Promises) Stop() {
	if p.asked != nil {
		p.refuseAsked("stopped before the run began")
	}
}

// Wanted reports whether the run that was asked for is still wanted.
func (p *Promises) Wanted() bool { return p.asked != nil }

// Begin passes the promise on to a run that has begun since the one before, or refuses it.
func (p *Promises) Begin(before, now Run, why string) {
	switch {
	case p.asked == nil:
	case before.IsActive(): // a button was quicker
		p.refuseAsked(goesOn)
	case now.Number == before.Number || !now.IsActive():
		p.refuseAsked(why)
	default:
		p.given, p.number, p.asked = p.asked, now.Number, nil
	}
}

func (p *Promises) refuseAsked(why string) {
	asked := p.asked
	p.asked = nil
	asked.Refuse(why)
}

// AtEnd calls then when no run goes on any more.
func (p *Promises) AtEnd(r Run, then func()) {
	if p.ends = append(p.ends, then); !r.IsActive() {
		p.Follow(r)
	}
}

// Follow keeps or refuses the promise of a run that has ended, or is no longer shown.
func (p *Promises) Follow(now Run) {
	if !now.IsActive() {
		ends := p.ends
		p.ends = nil
		for _, then := range ends {
			then()
		}
	}
	given := p.given
	switch {
	case given == nil:
	case now.Number != p.number:
		p.given = nil
		given.Refuse("the run was dropped: the scenario was changed, or the page was reset")
	case !now.IsActive():
		p.given = nil
		given.Keep()
	}
}
