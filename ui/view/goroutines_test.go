package view

import (
	"fmt"
	"sync"
	"testing"

	"rollcall/account"
)

// locked is a service whose lists change on one goroutine while another reads.
type locked struct {
	*service
	mu sync.Mutex
}

func (l *locked) Lists() account.Lists {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lists
}

func (l *locked) change(f func(*account.Lists)) {
	l.mu.Lock()
	next := l.lists
	f(&next)
	l.lists = next
	l.mu.Unlock()
	l.tell()
}

// TestTypingWhileTheListChangesIsSafe runs the Users screen with real
// goroutines: this one is the UI goroutine, another brings changes.
func TestTypingWhileTheListChangesIsSafe(t *testing.T) {
	s := &locked{service: press()}
	d := newDesk(t)
	posted := make(chan func(), 1000)
	e := d.env()
	e.Go = func(f func()) { go f() }
	e.Post = func(f func()) { posted <- f }
	v := NewPeople(e, s, NewToasts(e), PeopleOptions{})
	final, reached := make(chan struct{}), sync.Once{}
	v.OnState = func(st PeopleState) {
		for i := range st.Rows.Len() {
			if row := st.Rows.At(i); row.Kind == RowUser {
				st.Person(row)
			}
		}
		if st.Search == "roy" && len(st.Quiet) > 0 && st.Quiet[0].Text == "105 users" {
			reached.Do(func() { close(final) })
		}
	}
	v.Start()
	go func() {
		for i := range 100 {
			s.change(func(l *account.Lists) {
				added := user(fmt.Sprint("n", i), "Zoé", fmt.Sprint("Roy", i), account.RegularUser, 0)
				l.Users = account.ListOf(append(l.Users.Slice(), added)...)
			})
		}
	}()
	for i := range 60 {
		v.Search("roy"[:i%4])
		(<-posted)()
	}
	v.Search("roy")
	for {
		select {
		case f := <-posted:
			f()
		case <-final:
			v.Close()
			return
		}
	}
}
