package view_test

import (
	"bytes"
	"encoding/csv"
	"log/slog"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/localcache"
	"rollcall/ui/view"
)

// administrator is an administrator before the views: the local copy, with the
// lists as the service has them.
type administrator struct {
	*localcache.Cache
	*real
	lists  account.Lists
	toasts []view.Toast
	queue  *view.Toasts
}

// administer signs the sample's administrator in.
func (r *real) administer() *administrator {
	r.t.Helper()
	_, _, in := r.begin(r.made.Password)
	if in.Token == "" {
		r.t.Fatal("not signed in")
	}
	a := &administrator{real: r}
	a.Cache = localcache.New(r.Account(r.made.AccountID, in.Token), localcache.Options{
		Now: r.now, Language: func() string { return "en" }, Log: slog.New(slog.DiscardHandler),
		After: func(time.Duration) <-chan time.Time { return nil }, Jitter: func() float64 { return 0.5 },
	})
	a.queue = view.NewToasts(r.env())
	a.queue.OnState = func(list []view.Toast) { a.toasts = list }
	users, err := a.Users(r.t.Context(), account.ListQuery{})
	if err != nil {
		r.t.Fatal(err)
	}
	for _, u := range users.Items {
		a.lists.Users = account.ListOf(append(a.lists.Users.Slice(), &u)...)
	}
	if a.lists.Me, err = a.Me(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	if a.lists.Account, err = a.Cache.Account(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	a.lists.Loaded = true
	return a
}

// other is somebody else's user.
func (a *administrator) other() *account.User {
	for u := range a.lists.Users.All() {
		if u.ID != a.lists.Me.ID && len(u.TwoFactor) > 0 {
			return u
		}
	}
	a.t.Fatal("there is nobody else")
	return nil
}

func (a *administrator) told(text string) {
	a.t.Helper()
	var all []string
	for _, toast := range a.toasts {
		all = append(all, toast.Text)
	}
	if !strings.Contains(strings.Join(all, "\n"), text) {
		a.t.Errorf("told %q, want %q", all, text)
	}
}

// first gives the newest entries of the log in words.
func (a *administrator) first(n int) []string {
	a.t.Helper()
	v := view.NewActivity(a.env(), a.source(), a.queue)
	v.Start()
	defer v.Close()
	var out []string
	for i := range min(n, v.State().Count) {
		out = append(out, v.State().Row(i).Sentence)
	}
	return out
}

// source is the account for views, without the client's own calls.
func (a *administrator) source() *copyOf { return &copyOf{a.Cache, a} }

// copyOf is the local copy with lists that do not wait for a synchronisation.
type copyOf struct {
	*localcache.Cache
	of *administrator
}

func (c *copyOf) Lists() account.Lists { return c.of.lists }

func TestAccessCodesOfSomebodyElseAgainstTheService(t *testing.T) {
	t.Parallel()
	a := openRealWith(t, 6).administer()
	u := a.other()
	v := view.NewModify(a.env(), a.source(), a.queue, u, view.TabAccessCodes)
	v.Start()
	v.SendLink()
	a.told("A password link is being sent to " + u.Name())

	v.OpenPassword(true)
	v.SetOwnPassword("not my password")
	v.SetNewPassword("correct horse battery 9 staple")
	v.SetPassword()
	if v.State().Access.OwnFault == "" {
		t.Errorf("a wrong own password: %+v", v.State().Access)
	}
	v.SetOwnPassword(a.made.Password)
	v.SetNewPassword("password password password")
	v.SetPassword()
	if v.State().Access.NewFault == "" {
		t.Errorf("a common password: %+v", v.State().Access)
	}
	v.SetNewPassword("correct horse battery 9 staple")
	v.SetPassword()
	if st := v.State(); st.Access.PasswordOpen || st.Access.PasswordError != "" || st.Meanwhile != "" {
		t.Errorf("set: %+v", st.Access)
	}
	a.told("The password of " + u.Name() + " is set")

	v.Set(view.FieldEmail, "somebody.new@maplepress.example")
	v.Save()
	a.told("somebody.new@maplepress.example counts once it is confirmed there.")
	now, err := a.User(t.Context(), u.ID)
	if err != nil || now.PendingEmail != "somebody.new@maplepress.example" || now.Email != u.Email {
		t.Fatalf("%v, waiting %q", err, now.PendingEmail)
	}
	again := view.NewModify(a.env(), a.source(), a.queue, &now, view.TabAccessCodes)
	again.TakeBack()
	if again.State().Access.Pending != "" || again.State().Error != "" {
		t.Errorf("taken back: %+v, %q", again.State().Access, again.State().Error)
	}
	reset := again.ConfirmReset()
	reset.Start()
	reset.Do()
	if !reset.State().Done || again.State().Access.NoFactors == "" {
		t.Errorf("reset: %+v", reset.State())
	}
	out := again.ConfirmSignOut()
	out.Start()
	out.Do()
	if !out.State().Done {
		t.Errorf("signed out: %+v", out.State())
	}
	me, name := a.lists.Me.Name(), u.Name()
	want := []string{
		me + " signed " + name + " out",
		me + " reset the two-factor authentication of " + name,
		me + " took the new e-mail address of " + name + " back",
		me + " asked for a new e-mail address of " + name,
		me + " set a password for " + name,
	}
	got := a.first(10)
	for _, sentence := range want {
		if !strings.Contains(strings.Join(got, "\n"), sentence) {
			t.Errorf("the log does not say %q:\n%s", sentence, strings.Join(got, "\n"))
		}
	}
}

func TestAPITokensAgainstTheService(t *testing.T) {
	t.Parallel()
	a := openReal(t).administer()
	v := view.NewTokens(a.env(), a.source(), a.queue)
	v.Start()
	before := len(v.State().Rows)
	n := v.New()
	n.SetName("Report")
	n.SetExpiry(view.ExpiryOther)
	n.SetDays("10")
	n.Make()
	secret := n.State().Token
	if secret == "" || n.State().Error != "" {
		t.Fatalf("not made: %q", n.State().Error)
	}
	rows := v.State().Rows
	if len(rows) != before+1 || rows[0].Name != "Report" || rows[0].Expires != "10 days left" || rows[0].Role != view.RoleAmber {
		t.Fatalf("rows %+v", rows)
	}
	script := a.real.Client.Account(a.made.AccountID, secret)
	if _, err := script.Users(t.Context(), account.ListQuery{}); err != nil {
		t.Fatalf("it does not let a script in: %v", err)
	}
	c := v.Revoke(rows[0].ID)
	c.Start()
	c.Do()
	if !c.State().Done || len(v.State().Rows) != before {
		t.Errorf("revoked: %+v", c.State())
	}
	if _, err := script.Users(t.Context(), account.ListQuery{}); account.CodeOf(err) != account.Unauthenticated {
		t.Errorf("it still lets a script in: %v", err)
	}
	if got := a.first(2); got[0] != a.lists.Me.Name()+" revoked the API token “Report”" || got[1] != a.lists.Me.Name()+" made the API token “Report”" {
		t.Errorf("the log says %q", got)
	}
}

func TestTheAccountAgainstTheService(t *testing.T) {
	t.Parallel()
	a := openRealWith(t, 6).administer()
	v := view.NewAccountSettings(a.env(), a.source(), a.queue)
	v.Start()
	v.SetName("Oak Press")
	if _, err := a.UpdateAccount(t.Context(), account.AccountChange{Name: new("Birch")}, account.Act{Version: a.lists.Account.Version}); err != nil {
		t.Fatal(err)
	}
	v.Save()
	if st := v.State(); st.Name != "Oak Press" || st.Meanwhile != "Changed meanwhile to: Birch" {
		t.Fatalf("met by another change: %+v", st)
	}
	v.Save()
	if st := v.State(); st.Typed || st.Error != "" {
		t.Fatalf("saved: %+v", st)
	}
	a.told("The account is now called Oak Press")
	r := v.Require()
	r.Start()
	if r.State().CanAct || r.State().Self == "" {
		t.Errorf("one without a second factor can require it: %+v", r.State())
	}
	if got := a.first(2); got[0] != a.lists.Me.Name()+" renamed the account from “Birch” to “Oak Press”" {
		t.Errorf("the log says %q", got)
	}
}

// paper is a file in memory.
type paper struct{ bytes.Buffer }

// Close implements io.Closer.
func (*paper) Close() error { return nil }

// Discard implements view.ExportFile.
func (p *paper) Discard() error { p.Reset(); return nil }

func TestTheLogIsNarrowedAndExportedByTheService(t *testing.T) {
	t.Parallel()
	a := openRealWith(t, 28).administer()
	v := view.NewActivity(a.env(), a.source(), a.queue)
	v.Start()
	all := v.State().Count
	for range 50 {
		v.More()
	}
	if v.State().Count < all || v.State().MoreError != "" {
		t.Fatalf("%d entries, then %d", all, v.State().Count)
	}
	all = v.State().Count
	v.SetAction(account.ActionInvitationSent)
	for i := range v.State().Count {
		if s := v.State().Row(i).Sentence; !strings.Contains(s, " invited ") {
			t.Errorf("narrowed to invitations: %q", s)
		}
	}
	v.SetActor(view.Choice{ID: a.lists.Me.ID, Label: a.lists.Me.Name()})
	for i := range v.State().Count {
		if s := v.State().Row(i).Sentence; !strings.HasPrefix(s, a.lists.Me.Name()) {
			t.Errorf("narrowed to oneself: %q", s)
		}
	}
	v.ClearFilters()
	v.SetPeriod(view.PeriodToday)
	today := v.State().Count
	v.SetDates("", "2026-11-18")
	for range 50 {
		v.More()
	}
	if got := v.State().Count + today; got != all {
		t.Errorf("%d until yesterday and %d today, of %d", v.State().Count, today, all)
	}
	v.ClearFilters()
	to := &paper{}
	v.Export(to)
	rows, err := csv.NewReader(&to.Buffer).ReadAll()
	if err != nil || len(rows) != all+1 {
		t.Errorf("exported %d rows of %d entries: %v", len(rows)-1, all, err)
	}
}

func TestADeletionNamesWhatTheServiceKnows(t *testing.T) {
	t.Parallel()
	a := openRealWith(t, 28).administer()
	c := view.NewConfirmDelete(a.env(), a.source(), a.queue, a.other())
	c.Start()
	last := c.State().Facts[len(c.State().Facts)-1]
	if !strings.Contains(last.Text, "Access to other accounts") {
		t.Errorf("the facts are not those of the service: %+v", c.State().Facts)
	}
	c.Do()
	if st := c.State(); !st.Receipt || st.Error != "" {
		t.Errorf("deleted: %+v", st)
	}
}
