package invite

import (
	"testing"

	"rollcall/ui/screen/screentest"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// BenchmarkProgress is what it costs to draw anew how far a thousand have come.
func BenchmarkProgress(b *testing.B) {
	in := screentest.New(b, screentest.Look{Width: 1180, Height: 760})
	in.Show(widgets.NewText("", widgets.Body()))
	v := view.NewInvite(in.Env, &office{}, view.NewToasts(in.Env))
	d := Open(in.Canvas, v, in.Env.Words, nil)
	v.Add(guests(1000))
	s := v.State()
	s.Busy, s.Flight = true, &view.FlightState{Text: "Sending 1 of 1,000…"}
	n := 0
	for b.Loop() {
		flight := *s.Flight
		flight.Part = float32(n%1000) / 1000
		s.Flight = &flight
		n++
		d.set(s)
	}
}
