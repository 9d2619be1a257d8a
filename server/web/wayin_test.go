package web

import (
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/server/web/window"
)

// wayIn is how somebody comes in, and what they read on the way.
type wayIn struct {
	window.Look
	fault, done, open string
}

func waysIn() []wayIn {
	english := wayIn{fault: "Somebody already has this user name", done: "Your profile is complete", open: "Open Rollcall"}
	french := wayIn{fault: "Ce nom d’utilisateur est déjà pris", done: "Votre profil est complet", open: "Ouvrir Rollcall"}
	english.Look = window.Look{Name: "phone-en", Scheme: "dark", Language: "en", Width: 360}
	french.Look = window.Look{Name: "phone-fr", Scheme: "light", Language: "fr", Width: 360}
	plain, simple := english, french
	plain.Name, plain.NoScript = "without-script-en", true
	simple.Name, simple.NoScript = "without-script-fr", true
	return []wayIn{english, french, plain, simple}
}

// examine judges a page; what judges it is a script itself.
func (way wayIn) examine(w *window.Window, name string) {
	if !way.NoScript {
		w.ExaminePage(name)
	}
	w.Picture(name + "-" + way.Name)
}

// From the link to a login, at the width of a phone, in both languages, with
// scripts and without.
func TestTheWholeWayFromTheLinkToALogin(t *testing.T) {
	for _, way := range waysIn() {
		t.Run(way.Name, func(t *testing.T) {
			h := newHouse(t)
			_, page := h.invite(t, account.NewInvitation{Email: "noor.haddad@maplepress.example", Language: way.Language})
			w := window.Open(t, way.Look)
			w.Visit(page, "form")
			fill(w, filled("username", "amelie"))
			w.See("#username-fault")
			way.examine(w, "faults")
			if text := w.Text("#username-fault"); !strings.Contains(text, way.fault) {
				t.Errorf("the fault reads %q", text)
			}
			w.Type("#username", "noor.haddad")
			w.Type("#password", goodPassword)
			if !way.NoScript {
				w.See("#password-live .good + .good")
			}
			w.Keys("\r")
			w.See(".tick")
			way.examine(w, "done")
			if title, open := w.Text("h1"), w.Text(".open"); title != way.done || open != way.open {
				t.Errorf("at the end one reads %q and %q", title, open)
			}
			if link := w.Attribute(".open", "href"); link != account.ConnectLink("https://accounts.maplepress.example") {
				t.Errorf("the link is %q", link)
			}
			who, err := h.Credentials(t.Context(), "noor.haddad")
			if err != nil {
				t.Fatal(err)
			}
			if u, err := h.User(t.Context(), h.accountID, who.PersonID); err != nil || u.Language != way.Language || u.Name() != "Noor Haddad" {
				t.Errorf("%+v %v", u, err)
			}
			if asked := h.checks.Load(); (asked > 0) == way.NoScript {
				t.Errorf("%d questions while typing", asked)
			}
			w.NoComplaints()
		})
	}
}

// All by Tab, Enter and typing, and the focus is always seen.
func TestTheWholeWayByKeyboardAlone(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "lise.morel@maplepress.example"})
	w := window.Open(t, window.Look{Scheme: "light", Width: 1180})
	w.Visit(page, "form")
	w.Keys("\t") // to the other language
	w.Keys("\t")
	w.FocusIs("first_name")
	w.Keys("Lise\t")
	w.FocusIs("last_name")
	w.Keys("Morel\t")
	w.FocusIs("username")
	w.Keys("amelie\t")
	w.FocusIs("password")
	w.Keys("too short\r")
	w.See("#faults")
	w.FocusIs("faults")
	w.Keys("\t\r") // the first fault leads to its field
	w.FocusIs("username")
	w.Keys("\t")
	w.FocusIs("password")
	w.Keys(goodPassword)
	w.See("#password-live .good + .good")
	w.Keys("\t\t")
	w.FocusIs("language")
	w.Keys("\t\r")
	w.See("#faults")
	w.FocusIs("faults")
	w.Keys("\t\r")
	w.FocusIs("username")
	w.Type("#username", "lise.morel")
	w.Keys("\t" + goodPassword + "\r")
	w.See(".tick")
	w.Keys("\t")
	w.See(".open:focus-visible")
	if _, err := h.Credentials(t.Context(), "lise.morel"); err != nil {
		t.Errorf("nobody came of it: %v", err)
	}
}

// What is said is said politely, a moment after the last key, and takes the
// place of what the page said of an earlier try.
func TestFeedbackIsPoliteAndTakesThePlaceOfOldFaults(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "lise.morel@maplepress.example"})
	w := window.Open(t, window.Look{Scheme: "light", Width: 1180})
	w.Visit(page, "form")
	for _, id := range []string{"username", "password"} {
		if role, described := w.Attribute("#"+id+"-live", "role"), w.Attribute("#"+id, "aria-describedby"); role != "status" || !strings.Contains(described, id+"-live") {
			t.Errorf("%s: role %q, described by %q", id, role, described)
		}
	}
	w.Type("#first_name", "Lise")
	w.Type("#username", "amelie")
	w.Type("#password", goodPassword)
	w.See("#username-live .missing")
	w.See("#password-live .good + .good")
	if asked := h.checks.Load(); asked < 1 || asked > 4 {
		t.Errorf("%d questions for %d keys", asked, len("Liseamelie"+goodPassword))
	}
	w.Click("button[type=submit]")
	w.See("#faults")
	w.Type("#username", "lise.morel")
	w.See("#username-live .good")
	w.Gone("#username-fault")
	w.Gone("#username[aria-invalid]")
}

// A service that does not answer questions takes the form all the same.
func TestTheFormWorksWhenQuestionsAreNotAnswered(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "lise.morel@maplepress.example"})
	for range checksPerLink - 1 {
		h.typing(t, page, filled("username", "", "password", ""))
	}
	w := window.Open(t, window.Look{Scheme: "light", Width: 1180})
	w.Visit(page, "form")
	w.Type("#first_name", "Lise")
	w.Type("#username", "lise.morel")
	w.See("#username-live .good")
	w.Type("#username", "amelie")
	w.Gone("#username-live span")
	w.Type("#username", "lise.morel")
	w.Type("#password", goodPassword+"\r")
	w.See(".tick")
}
