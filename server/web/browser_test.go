package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

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
	elsewhere := h.mailedPage(t, account.NewInvitation{Email: "karim@maplepress.example"})
	_, used := h.invite(t, account.NewInvitation{Email: "used@maplepress.example"})
	again, resent := h.invite(t, account.NewInvitation{Email: "again@maplepress.example"})
	_, cancelled := h.invite(t, account.NewInvitation{Email: "cancelled@maplepress.example"})
	h.newAccount(t, "Agence Lumen", "karim")
	h.post(t, used, filled("username", "used"))
	if _, err := h.Resend(t.Context(), h.act(), again.ID, false); err != nil {
		t.Fatal(err)
	}
	if err := h.CancelInvitation(t.Context(), h.act(), h.idOf(t, "cancelled@maplepress.example")); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"form": form, "elsewhere": elsewhere, "used": used, "resent": resent, "cancelled": cancelled, "unknown": h.url + "/invitation/x",
	}
}

// visitor looks at one page after the other.
type visitor struct {
	*window.Window
	look window.Look
}

func (v visitor) page(address, waitFor string) {
	v.Visit(address+"?lang="+v.look.Language, waitFor)
}

// examine judges what is shown, and takes a picture of it.
func (v visitor) examine(name string) {
	v.ExaminePage(name)
	v.Picture(name + "-" + v.look.Name)
}

// Accessible by WCAG 2.2 AA, complete at the width of a phone, and nothing for
// the policy to block: in both languages, light and dark.
func TestPagesAreReadableByEverybody(t *testing.T) {
	for _, l := range window.Looks() {
		t.Run(l.Name, func(t *testing.T) {
			h := newHouseWith(t, Deps{AppURL: "https://rollcall.example/get"})
			p := h.noor(t, "en")
			h.withApp(t, p)
			h.requireTwoFactor(t)
			pages := stations(t, h)
			v := visitor{window.Open(t, l), l}
			for name, page := range pages {
				v.page(page, "h1")
				v.examine(name)
			}
			v.invitation(pages["form"])
			v.change(h.moves(t, p, "noor@lumen.example"))
			v.reset(h.lost(t, "noor.haddad"))
			_, late := h.invite(t, account.NewInvitation{Email: "late@maplepress.example"})
			lateReset, lateChange := h.lost(t, "noor.haddad"), h.moves(t, h.amelie(), "amelie@northlight.example")
			h.later(8 * 24 * time.Hour)
			for name, page := range map[string]string{"expired": late, "reset-expired": lateReset, "change-expired": lateChange} {
				v.page(page, "h1")
				v.examine(name)
			}
			v.NoComplaints()
		})
	}
}

func (h *house) requireTwoFactor(t testing.TB) {
	t.Helper()
	required := true
	if _, err := h.UpdateAccount(t.Context(), h.act(), account.AccountChange{RequireTwoFactor: &required}); err != nil {
		t.Fatal(err)
	}
}

// invitation completes one, with everything that is said on the way.
func (v visitor) invitation(page string) {
	v.page(page, "form")
	v.Type("#username", "amelie")
	v.Type("#password", "passwordpassword")
	v.See("#username-live .missing")
	v.See("#password-live .missing")
	v.examine("feedback-missing")
	v.Type("#first_name", "Lise")
	v.Type("#last_name", "Morel")
	v.Type("#username", "lise.morel")
	v.Type("#password", goodPassword)
	v.See("#username-live .good")
	v.See("#password-live .good + .good")
	v.examine("feedback")
	fill(v.Window, filled("first_name", "", "username", "amelie", "password", "too short"))
	v.See("#faults")
	v.examine("faults")
	fill(v.Window, filled("first_name", "Lise", "last_name", "Morel", "username", "lise.morel"))
	v.See(".tick")
	v.examine("done")
}

func (v visitor) change(page string) {
	v.page(page, "form")
	v.examine("change")
	v.Click("button[type=submit]")
	v.See(".tick")
	v.examine("change-done")
	v.page(page, "h1")
	v.examine("change-used")
}

func (v visitor) reset(page string) {
	v.page(page, "form")
	v.examine("reset")
	v.Type("#password", goodPassword)
	v.See("#password-live .good + .good")
	v.examine("reset-feedback")
	v.Type("#password", "short\r")
	v.See("#faults")
	v.examine("reset-faults")
	v.Type("#password", goodPassword)
	v.Click("button[type=submit]")
	v.See(".tick")
	v.examine("reset-done")
	v.page(page, "h1")
	v.examine("reset-used")
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
			w.FocusIs("faults")
			if a := h.get(t, page); a.status != http.StatusOK {
				t.Error("the link was used up")
			}
		})
	}
}
