package view

import (
	"errors"
	"fmt"
	"time"

	"rollcall/account"
)

// leastPause is how long it waits when the service does not say.
const leastPause = time.Minute

// pause waits as long as the service asks, and then goes on with what it put off.
func (v *Invite) pause(f *flight) {
	wait := time.Duration(0)
	for _, a := range f.putOff() {
		var fault *account.Error
		if errors.As(a.err, &fault) {
			wait = max(wait, fault.RetryAfter)
		}
	}
	if wait <= 0 {
		wait = leastPause
	}
	f.until = v.env.Now().Add(wait)
	v.countDown(f)
}

// countDown draws the time that is left, each second.
func (v *Invite) countDown(f *flight) {
	left := f.until.Sub(v.env.Now())
	if left <= 0 {
		f.tick = nil
		v.resume(f)
		return
	}
	f.tick = v.env.After(min(left, time.Second), func() { v.countDown(f) })
	v.publish()
}

func (v *Invite) resume(f *flight) {
	f.lanes.resume()
	v.launch(f)
	v.publish()
}

// wake ends a pause before its time.
func (v *Invite) wake(f *flight) {
	if f.tick != nil {
		f.tick()
		f.tick = nil
	}
}

// clock is a time that is left, in minutes and seconds, rounded up.
func clock(left time.Duration) string {
	s := int((left + time.Second - 1) / time.Second)
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
