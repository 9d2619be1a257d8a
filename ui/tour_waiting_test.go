package ui_test

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"rollcall/account"
	"rollcall/ui"
	"rollcall/ui/words"
)

// outboxed is a visit on a computer that keeps what is decided while the service
// cannot be reached. What waits is set by the test.
type outboxed struct {
	*visit
	mu       sync.Mutex
	waiting  []*account.Waiting
	asOf     time.Time
	watchers map[int]func()
	next     int
}

// keepsActs lets the next visit keep what is decided.
func (d *door) keepsActs() *outboxed {
	box := &outboxed{watchers: map[int]func(){}}
	d.around = func(v *visit) ui.Visit {
		box.visit = v
		return box
	}
	return box
}

func (o *outboxed) Lists() account.Lists {
	l := o.visit.Lists()
	o.mu.Lock()
	defer o.mu.Unlock()
	l.Waiting = o.waiting
	return l
}

func (o *outboxed) Status() account.Status {
	st := o.visit.Status()
	o.mu.Lock()
	defer o.mu.Unlock()
	if st.Copy = account.CopyKept; !o.asOf.IsZero() && st.Link != account.LinkOnline {
		st.AsOf = o.asOf
	}
	return st
}

// knownAt says when the lists were last known to be true.
func (o *outboxed) knownAt(when time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asOf = when
}

func (o *outboxed) Watch(f func()) (stop func()) {
	unwatch := o.visit.Watch(f)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.next++
	id := o.next
	o.watchers[id] = f
	return func() {
		unwatch()
		o.mu.Lock()
		defer o.mu.Unlock()
		delete(o.watchers, id)
	}
}

func (o *outboxed) set(change func([]*account.Waiting) []*account.Waiting) {
	o.mu.Lock()
	o.waiting = change(slices.Clone(o.waiting))
	var tell []func()
	for _, f := range o.watchers {
		tell = append(tell, f)
	}
	o.mu.Unlock()
	for _, f := range tell {
		f()
	}
}

func (o *outboxed) add(a account.Waiting) error {
	o.set(func(list []*account.Waiting) []*account.Waiting {
		if a.State == "" {
			a.State = account.WaitingUnsent
		}
		if a.ID == "" {
			a.ID = "act-" + strconv.Itoa(len(list))
		}
		if a.DecidedAt.IsZero() {
			a.DecidedAt = noon().Add(time.Duration(len(list)-20) * time.Minute)
		}
		return append(list, &a)
	})
	return account.Fault(account.Deferred)
}

// inState changes how far the acts of a deed have come.
func (o *outboxed) inState(d account.Deed, s account.WaitingState, code account.Code) {
	o.set(func(list []*account.Waiting) []*account.Waiting {
		for n, a := range list {
			if a.Deed == d {
				other := *a
				other.State = s
				if code != "" {
					other.Fault = account.Fault(code)
				}
				list[n] = &other
			}
		}
		return list
	})
}

func (o *outboxed) ResendInvitation(ctx context.Context, id string, a account.Act) (account.Invitation, error) {
	if o.visit.Status().Link == account.LinkOffline {
		return account.Invitation{}, o.add(account.Waiting{ID: a.Key, Deed: account.DeedResend, Target: id, LookedInvitation: o.invitation(id)})
	}
	return o.visit.ResendInvitation(ctx, id, a)
}

func (o *outboxed) TakeBack(_ context.Context, id string) error {
	o.set(func(list []*account.Waiting) []*account.Waiting {
		return slices.DeleteFunc(list, func(a *account.Waiting) bool { return a.ID == id })
	})
	return nil
}

func (o *outboxed) SendAnew(ctx context.Context, id string) error { return o.TakeBack(ctx, id) }

func (o *outboxed) DiscardWaiting(context.Context) error {
	o.set(func([]*account.Waiting) []*account.Waiting { return nil })
	return nil
}

func (o *outboxed) invitation(id string) *account.Invitation {
	l := o.visit.Lists()
	return l.Invitations.Slice()[slices.IndexFunc(l.Invitations.Slice(), func(i *account.Invitation) bool { return i.ID == id })]
}

// decideAll decides one of each act.
func (o *outboxed) decideAll() {
	l := o.visit.Lists()
	invited := func(email string) *account.Invitation {
		return l.Invitations.Slice()[slices.IndexFunc(l.Invitations.Slice(), func(i *account.Invitation) bool { return i.Email == email })]
	}
	user := func(name string) *account.User {
		return l.Users.Slice()[slices.IndexFunc(l.Users.Slice(), func(u *account.User) bool { return u.Name() == name })]
	}
	lise, samira := invited("lise.gagnon@gmial.example"), invited("samira.okoye@maplepress.example")
	ben, chloe := user("Benjamin Okafor"), user("Chloé Tremblay")
	karim, ines := l.ExternalUsers.Slice()[0], l.ExternalUsers.Slice()[1]
	administrator, until := account.Administrator, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, a := range []account.Waiting{
		{Deed: account.DeedCancel, Target: samira.ID, LookedInvitation: samira},
		{
			Deed: account.DeedCorrect, Target: lise.ID, LookedInvitation: lise,
			Invitation: &account.NewInvitation{Email: "lise.gagnon@gmail.example", UserType: lise.UserType, Replaces: lise.ID},
		},
		{Deed: account.DeedDelete, Target: ben.ID, LookedUser: ben},
		{Deed: account.DeedModify, Target: chloe.ID, LookedUser: chloe, User: &account.UserChange{UserType: &administrator}},
		{Deed: account.DeedEditAccess, Target: karim.ID, LookedExternal: karim, External: &account.ExternalUserChange{Until: &until}},
		{Deed: account.DeedRemoveAccess, Target: ines.ID, LookedExternal: ines},
		{Deed: account.DeedInvite, Invitation: &account.NewInvitation{Email: "ana.silva@maplepress.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"}}},
	} {
		_ = o.add(a)
	}
}

const petra = "petra@northlight.example"

// waitingToBeSent is about acts that are decided with no network.
func waitingToBeSent(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	box := d.keepsActs()
	s := enter(t, d, l, c)
	d.net.cut()
	s.sees(s.T("banner.kept"))
	s.tapIn(petra, s.T("act.resend"))
	s.shot("waiting-resend", s.T("waiting.toast_resend", words.Args{"Email": petra}), s.T("waiting.mark_unsent", words.Args{"What": s.T("waiting.what_resend")}))
	box.decideAll()
	s.shot("waiting-list", s.words.N("status.waiting", 8), s.T("waiting.mark_unsent", words.Args{"What": s.T("waiting.what_delete")}), "ana.silva@maplepress.example")
	s.tapIn("Benjamin Okafor", s.T("people.actions"))
	s.shot("waiting-menu", s.T("needs.at_once"), s.T("act.delete"))
	s.press(fyne.KeyEscape)
	s.list().ScrollToTop(8)
	s.tap("Chloé Tremblay")
	s.sees(s.T("field.username"))
	s.shot("waiting-panel", s.T("waiting.mark_unsent", words.Args{"What": s.T("waiting.what_type", words.Args{"Type": s.T("usertype.administrator")})}))
	s.press(fyne.KeyEscape)
	s.tap(s.words.N("people.count.external", 3))
	s.shot("waiting-external", s.T("waiting.mark_unsent", words.Args{"What": s.T("waiting.what_remove")}))
	s.tap(s.words.N("status.waiting", 8))
	s.shot("waiting", s.words.N("waiting.title_count", 8), s.T("waiting.line_offline"), s.T("waiting.take_all"))
	s.press(desktop.KeyMenu)
	s.press(fyne.KeyReturn)
	s.sees(s.words.N("waiting.title_count", 7))
	s.tap(s.T("waiting.take_all"))
	s.shot("waiting-none", s.T("waiting.none"), s.T("waiting.none_line"))
	s.press(fyne.KeyEscape)
	s.misses(s.T("waiting.none"))
	s.misses(s.words.N("status.waiting", 7))
}

// notDone is about what the service refused, and what may have been done.
func notDone(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	box := d.keepsActs()
	s := enter(t, d, l, c)
	box.decideAll()
	other := d.colleague()
	ben, first := d.user("okafor"), "Ben"
	if _, err := other.UpdateUser(t.Context(), ben.ID, account.UserChange{FirstName: &first}, account.Act{Version: ben.Version}); err != nil {
		t.Fatal(err)
	}
	samira := box.Lists().Waiting[0].Target
	if err := other.CancelInvitation(t.Context(), samira, account.Act{Version: box.Lists().Waiting[0].LookedInvitation.Version}); err != nil {
		t.Fatal(err)
	}
	s.sees("Ben Okafor", s.words.N("people.count.pending", 4))
	box.inState(account.DeedDelete, account.WaitingRefused, account.VersionMismatch)
	box.inState(account.DeedCancel, account.WaitingRefused, account.InvitationNotPending)
	box.inState(account.DeedCorrect, account.WaitingSending, "")
	box.inState(account.DeedModify, account.WaitingUncertain, "")
	s.shot("waiting-refused-list", s.words.N("waiting.banner", 2), s.T("waiting.mark_refused", words.Args{"What": s.T("waiting.what_delete")}))
	s.tap(s.T("waiting.see_why"))
	s.shot("waiting-refused", s.T("waiting.why_cancelled_too"), s.T("waiting.anyway_delete"), s.T("waiting.state_sending"))
	s.press(fyne.KeyEnd)
	s.shot("waiting-refused-end", s.T("waiting.do_invite", named("ana.silva@maplepress.example")))
	s.press(fyne.KeyHome, fyne.KeyDelete)
	s.misses(s.T("waiting.why_cancelled_too"))
	s.tap(s.T("waiting.anyway_delete"))
	s.misses(s.T("waiting.anyway_delete"))
	s.press(fyne.KeyEscape)
	s.misses(s.words.N("waiting.banner", 1))
}

// copyOpened shows a list from before, while the service is looked for.
func copyOpened(t *testing.T, l look, c *camera) {
	d := openDoor(t, l.language, 28)
	box := d.keepsActs()
	s := enter(t, d, l, c)
	box.knownAt(noon().AddDate(0, 0, -1))
	d.net.cut()
	s.sees(s.T("act.try_again"))
	s.shot("waiting-copy", s.T("banner.kept"), s.words.Clock(noon()))
}

func smallWaiting(t *testing.T, l look, c *camera) {
	l.width, l.height = 820, 560
	d := openDoor(t, l.language, 28)
	box := d.keepsActs()
	s := enter(t, d, l, c)
	box.decideAll()
	box.inState(account.DeedDelete, account.WaitingRefused, account.VersionMismatch)
	s.list().ScrollToTop(1)
	s.shot("small-waiting", s.words.N("waiting.banner", 1), "ana.silva@maplepress.example")
	s.tap(s.T("waiting.see_why"))
	s.shot("small-waiting-dialog", s.T("waiting.why_changed", named("Benjamin Okafor")), s.T("waiting.anyway_delete"))
	s.press(fyne.KeyEscape)
}
