package journey

import (
	"os"
	"strings"
	"testing"

	"rollcall/account"
)

func TestTheSampleOpensAtOnceAndLeavesNothing(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "sample"})
	app := d.rollcall("--sample", "--people", "2000")
	d.see("2,000 users")
	d.see("Online list up to date")
	d.see("Sample: no mail leaves this computer")
	d.picture("two-thousand")
	d.search("gustavo pereira")
	d.see("gustavo.pereira")
	d.closeOverWhatIsTyped()
	app.over()
	left, err := os.ReadDir(d.data())
	must(t, err)
	for _, e := range left {
		t.Errorf("%s is left behind", e.Name())
	}
}

// closeOverWhatIsTyped closes the window by hand, which asks first.
func (d *desk) closeOverWhatIsTyped() {
	d.t.Helper()
	d.myProfile()
	d.write("e")
	d.see("Save changes")
	d.key("alt+F4")
	d.see("Discard what you changed")
	d.picture("not-saved")
	d.key("Escape")
	d.gone("Discard what you changed")
	d.page("Users")
	d.key("ctrl+i")
	d.see("Invite people to Maple Press")
	d.write("odile@maplepress.example")
	d.key("alt+F4")
	d.see("Discard what you changed")
	d.picture("not-sent")
	d.key("Tab", "Return")
}

func TestInFrenchAndDark(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, pictures: "french", language: "fra"})
	app := d.rollcall("--sample", "--lang", "fr", "--theme", "dark")
	d.see("28 utilisateurs")
	d.see("En ligne")
	d.see("aucun courriel ne quitte cet ordinateur")
	d.see("Renvoyer")
	d.picture("users")
	d.key("ctrl+i")
	d.see("Inviter des personnes dans Maple Press")
	d.picture("invite")
	d.key("Escape")
	app.quit()
}

func TestSomebodyWhoIsNoAdministratorReadsWhy(t *testing.T) {
	d := newDesk(t, deskOptions{alone: true, width: 1280, height: 860, pictures: "no-administrator"})
	s := d.startService()
	admin := s.administrator()
	lea := s.join(admin, "Carole", "Dumont", account.RegularUser)

	app := d.rollcall("--server", s.url)
	d.see("This computer has no keyring")
	d.enterCredentials(lea.Login, lea.Password)
	d.see("Only administrators see and decide who may enter Maple Press")
	d.see("Here is what is yours")
	d.picture("reads-why")
	for _, private := range []string{"amelie.roy", "noor.haddad", "29 users"} {
		if len(d.look(private)) > 0 {
			t.Errorf("%q is shown to somebody who may not see it", private)
		}
	}

	made := account.Administrator
	u := s.userNamed(admin, "Dumont")
	_, err := admin.UpdateUser(t.Context(), u.ID, account.UserChange{UserType: &made}, account.Act{Version: u.Version})
	must(t, err)
	d.shownWithin(promptly, "API tokens")
	d.page("Users")
	d.see("29 users")
	d.see("amelie.roy")
	d.picture("made-an-administrator")

	u = s.userNamed(admin, "Dumont")
	_, err = admin.DeleteUser(t.Context(), u.ID, account.Act{Version: u.Version})
	must(t, err)
	d.shownWithin(promptly, "Your user was deleted by an administrator")
	d.see("of the account can tell")
	d.picture("deleted")
	for _, private := range []string{"amelie.roy", "noor.haddad", "29 users"} {
		if len(d.look(private)) > 0 {
			t.Errorf("%q is still shown to somebody who was deleted", private)
		}
	}
	app.quit()
	if log := app.errors.String(); strings.Contains(log, "panic") {
		t.Error(log)
	}
}
