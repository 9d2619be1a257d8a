package localcache

import "testing"

func TestTheLastChangeIsToldBeforeTheEnd(t *testing.T) {
	for range 100 {
		b, told := newBell(), 0
		b.watch(func() { told++ })
		b.ring()
		b.ring()
		done := make(chan struct{})
		close(done)
		b.serve(done)
		if told != 1 {
			t.Fatalf("told %d times", told)
		}
	}
}
