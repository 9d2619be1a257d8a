package ui_test

import (
	"strings"
	"testing"
	"time"

	"rollcall/ui"
	"rollcall/ui/theme"
)

func TestTheAccountStandsInTheFirstPicture(t *testing.T) {
	d := openDoor(t, "en", 28)
	d.keep(d.made.Login)
	s := raise(t, d, look{language: "en", mode: theme.Light}, address, quietly(t))
	s.window.Wait() // the account is opened before anybody starts the window
	s.window.Start()
	if shown := read(s.canvas).all(); !strings.Contains(shown, s.T("people.title")) || strings.Contains(shown, s.T("start.opening")) {
		t.Errorf("the first picture is of %s", shown)
	}
	s.sees(s.T("status.online"), "Daniel Royce")
}

func TestAnAccountThatIsOpenedTooLateIsClosedAgain(t *testing.T) {
	d := openDoor(t, "en", 28)
	d.keep(d.made.Login)
	asked, goOn := make(chan struct{}), make(chan struct{})
	var late *visit
	d.entering = func() { close(asked); <-goOn }
	d.around = func(v *visit) ui.Visit { late = v; return v }
	s := raiseWith(t, d, look{language: "en", mode: theme.Light}, address, "", quietly(t), soon)
	<-asked
	s.window.Start()
	s.sees(s.T("start.opening"))
	s.window.Close()
	close(goOn)
	s.window.Wait()
	s.drain()
	s.window.Wait()
	closed := make(chan struct{})
	go func() { defer close(closed); late.running.Wait() }()
	select {
	case <-closed:
	case <-time.After(patience):
		t.Error("it stays open, and nobody sees it")
	}
}
