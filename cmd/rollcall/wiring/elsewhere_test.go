package wiring

import (
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui"
	"rollcall/ui/view"
)

// invites decides, with no network, that somebody is invited.
func invites(t *testing.T, v ui.Visit, email string) {
	t.Helper()
	_, err := v.Invite(t.Context(), account.NewInvitation{Email: email, UserType: account.RegularUser}, account.Act{})
	if account.CodeOf(err) != account.Deferred {
		t.Fatalf("inviting with no network: %v", err)
	}
}

// named checks for one act that waits, or is lost, in one other account.
func named(t *testing.T, got []view.Elsewhere, accountName, email string) {
	t.Helper()
	if len(got) != 1 || got[0].AccountName != accountName || len(got[0].Waiting) != 1 || got[0].Waiting[0].Name() != email {
		t.Errorf("named: %+v; want %s in %s", got, email, accountName)
	}
}

// inBoth gives Ana a copy of both accounts, and both visits; the service is away.
func (o *office) inBoth(t *testing.T, d *Door) (maple, lumen ui.Visit) {
	t.Helper()
	maple = o.in(t, d)
	online(t, maple)
	lumen, err := maple.Switch(t.Context(), "lumen")
	must(t, err)
	online(t, lumen)
	o.stop()
	return maple, lumen
}

func TestWhatWaitsInAnotherAccountIsNamedBeforeSigningOut(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	maple, lumen := o.inBoth(t, d)
	invites(t, maple, "lea@maple.example")
	maple.Close()
	named(t, lumen.WaitingElsewhere(t.Context()), "Maple Press", "lea@maple.example")
	lumen.Close()

	back, err := restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	named(t, back.WaitingElsewhere(t.Context()), "Maple Press", "lea@maple.example")
	home, err := back.Switch(t.Context(), "maple")
	must(t, err)
	back.Close()
	if got := home.WaitingElsewhere(t.Context()); len(got) != 0 {
		t.Errorf("in the account itself, named: %+v", got)
	}
	if l := home.Lists(); len(l.Waiting) != 1 || home.Status().Copy != account.CopyKept {
		t.Errorf("having been looked at, it shows %d acts, the copy is %q", len(l.Waiting), home.Status().Copy)
	}
	home.Close()
}

func TestWhatWaitedInAnotherAccountIsNamedWhenItIsLost(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	maple, lumen := o.inBoth(t, d)
	invites(t, maple, "lea@maple.example")
	maple.Close()
	lumen.Close()
	o.comeBack(t)
	must(t, o.colleague(t, "ben", "maple").SignOutUser(t.Context(), "ana", account.Act{}))
	lumen, err := restarted(d).Resume(t.Context(), o.url)
	must(t, err)
	until(t, "the end", func() bool { return lumen.Status().Link == account.LinkEnded })
	named(t, lumen.LostElsewhere(), "Maple Press", "lea@maple.example")
	lumen.Close()
	o.copiesAre(t, "signed out from afar", d)
}

func TestWhatWaitedWhereOneMayNotEnterIsNamedAtTheNextSignIn(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	maple, lumen := o.inBoth(t, d)
	invites(t, lumen, "lea@lumen.example")
	lumen.Close()
	maple.Close()
	o.comeBack(t)
	_, err := o.colleague(t, "oda", "lumen").RemoveExternalUser(t.Context(), "x-ana", account.Act{Version: 1})
	must(t, err)
	v := o.in(t, restarted(d))
	named(t, v.LostElsewhere(), "Agence Lumen", "lea@lumen.example")
	v.Close()
	o.copiesAre(t, "signed in again", d, "ana maple")
}

// What a person is in another account is learnt where they are: nothing of what they
// may see no longer stays, and what waited there is named.
func TestWhoLosesTheirPowersInAnotherAccountKeepsNoCopyOfIt(t *testing.T) {
	regular := account.RegularUser
	for name, lose := range map[string]func(oda account.Service) error{
		"demoted": func(oda account.Service) error {
			_, err := oda.UpdateExternalUser(t.Context(), "x-ana", account.ExternalUserChange{UserType: &regular}, account.Act{Version: 1})
			return err
		},
		"removed": func(oda account.Service) error {
			_, err := oda.RemoveExternalUser(t.Context(), "x-ana", account.Act{Version: 1})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := startOffice(t)
			d, _ := daemon(t)
			maple, lumen := o.inBoth(t, d)
			invites(t, lumen, "lea@lumen.example")
			lumen.Close()
			defer maple.Close()
			told := make(chan struct{}, 1)
			defer maple.WatchLostElsewhere(func() { told <- struct{}{} })()
			o.comeBack(t)
			must(t, lose(o.colleague(t, "oda", "lumen")))
			maple.Refresh()
			select {
			case <-told:
			case <-time.After(patience):
				t.Fatal("nobody is told")
			}
			named(t, maple.LostElsewhere(), "Agence Lumen", "lea@lumen.example")
			o.copiesAre(t, name, d, "ana maple")
		})
	}
}

// A copy of an account that shows more than one may see there opens only through the
// service, and one that does not opens at once.
func TestACopyOfFormerPowersDoesNotOpenByItself(t *testing.T) {
	o := startOffice(t)
	d, _ := daemon(t)
	maple, lumen := o.inBoth(t, d)
	maple.Close()
	lumen.Close()
	v, folder := maple.(*visit), o.folder("ana", "lumen")
	if other, ok := d.reopen(t.Context(), v.pass, folder, account.RegularUser); ok {
		other.Close()
		t.Error("it opens although they administer the account no longer")
	}
	other, ok := d.reopen(t.Context(), v.pass, folder, account.Administrator)
	if !ok {
		t.Fatal("it does not open for an administrator")
	}
	other.Close()
}
