package web

import (
	"net/http"
	"net/url"
	"testing"

	"rollcall/account"
	"rollcall/server/web/window"
)

// fill types into the form, as a person does, and sends it.
func fill(w *window.Window, values url.Values) {
	for _, name := range []string{"first_name", "last_name", "username", "password"} {
		w.Type("#"+name, values.Get(name))
	}
	w.Click("button[type=submit]")
}

// stations are pages to look at that stay as they are.
func stations(t *testing.T, h *house) map[string]string {
	t.Helper()
	_, form := h.invite(t, account.NewInvitation{
		Email: "lise.morel@maplepress.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view", "mailings.manage"},
	})
	_, elsewhere := h.invite(t, account.NewInvitation{Email: "karim@maplepress.example"})
	_, used := h.invite(t, account.NewInvitation{Email: "used@maplepress.example"})
	h.newAccount(t, "Agence Lumen", "karim")
	h.post(t, used, filled("username", "used"))
	return map[string]string{"form": form, "elsewhere": elsewhere, "used": used, "unknown": h.url + "/invitation/x"}
}

// Accessible by WCAG 2.2 AA, complete at the width of a phone, and nothing for
// the policy to block: in both languages, light and dark.
func TestPagesAreReadableByEverybody(t *testing.T) {
	for _, l := range window.Looks() {
		t.Run(l.Name, func(t *testing.T) {
			h := newHouse(t)
			p := h.noor(t, "en")
			h.withApp(t, p)
			pages := stations(t, h)
			w := window.Open(t, l)
			in := "?lang=" + l.Language
			look := func(name string) {
				w.ExaminePage(name)
				w.Picture(name + "-" + l.Name)
			}
			for name, page := range pages {
				w.Visit(page+in, "h1")
				look(name)
			}
			w.Visit(pages["form"]+in, "form")
			fill(w, filled("first_name", "", "username", "amelie", "password", "too short"))
			w.See("#faults")
			look("faults")

			change := h.moves(t, p, "noor@lumen.example")
			w.Visit(change+in, "form")
			look("change")
			w.Click("button[type=submit]")
			w.See(".tick")
			look("change-done")
			w.Visit(change+in, "h1")
			look("change-used")

			reset := h.lost(t, "noor.haddad")
			w.Visit(reset+in, "form")
			look("reset")
			w.Type("#password", "short")
			w.Click("button[type=submit]")
			w.See("#faults")
			look("reset-faults")
			w.Type("#password", goodPassword)
			w.Click("button[type=submit]")
			w.See(".tick")
			look("reset-done")
			w.Visit(reset+in, "h1")
			look("reset-used")
			w.NoComplaints()
		})
	}
}

func TestTheFormWorksWithoutScript(t *testing.T) {
	h := newHouse(t)
	_, page := h.invite(t, account.NewInvitation{Email: "noor.haddad@maplepress.example"})
	w := window.Open(t, window.Look{Scheme: "light", Width: 1180, NoScript: true})
	w.Visit(page, "form")
	fill(w, filled("username", "amelie"))
	w.See("#username-fault")
	w.Picture("taken-without-script")
	w.Type("#username", "amelie.2")
	w.Type("#password", goodPassword+"\r")
	w.See(".tick")
	w.Picture("done-without-script")
	if _, err := h.Credentials(t.Context(), "amelie.2"); err != nil {
		t.Errorf("nobody came of it: %v", err)
	}
}

func TestANewPasswordAndANewAddressNeedNoScript(t *testing.T) {
	h := newHouse(t)
	p := h.noor(t, "en")
	w := window.Open(t, window.Look{Scheme: "light", Width: 360, NoScript: true})
	w.Visit(h.moves(t, p, "noor@lumen.example"), "form")
	w.Click("button[type=submit]")
	w.See(".tick")
	w.Visit(h.lost(t, "noor@lumen.example"), "form")
	w.Type("#password", "short\r")
	w.See("#password-fault")
	w.Type("#password", goodPassword+"\r")
	w.See(".tick")
	if who, err := h.Credentials(t.Context(), "noor@lumen.example"); err != nil || who.PasswordHash == p.hash {
		t.Errorf("nothing came of it: %v", err)
	}
}

func TestThePasswordIsShownOnDemandAndFaultsTakeTheFocus(t *testing.T) {
	h := newHouse(t)
	h.noor(t, "en")
	_, invitation := h.invite(t, account.NewInvitation{Email: "lise.morel@maplepress.example"})
	for name, page := range map[string]string{"invitation": invitation, "reset": h.lost(t, "noor.haddad")} {
		t.Run(name, func(t *testing.T) {
			w := window.Open(t, window.Look{Scheme: "light", Width: 1180})
			w.Visit(page, ".reveal")
			if kind := w.Attribute("#password", "type"); kind != "password" {
				t.Errorf("the password is a %q at first", kind)
			}
			w.Click(".reveal")
			w.See("#password[type=text]")
			if label := w.Text(".reveal"); label != "Hide" {
				t.Errorf("the password is shown under %q", label)
			}
			w.Click("button[type=submit]")
			w.See("#faults")
			if focused := w.Focused(); focused != "faults" {
				t.Errorf("the focus is on %q", focused)
			}
			if a := h.get(t, page); a.status != http.StatusOK {
				t.Error("the link was used up")
			}
		})
	}
}
