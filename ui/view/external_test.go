package view

import (
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

func openExternal(t *testing.T, s *service) (*desk, *EditExternal, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewEditExternal(d.env(), s, toasts, s.lists.ExternalUsers.Slice()[0])
	v.Start()
	return d, v, log
}

func TestPermissionsOfAnExternalUserConcernThisAccountOnly(t *testing.T) {
	s := press()
	d, v, toasts := openExternal(t, s)
	st := v.State()
	wantText(t, st.Note, "This concerns Maple Press only. Their home account, Agence Lumen, is untouched.")
	if st.Ready || st.Title != "Karim Benali" || st.UntilText != "The access has no end date." {
		t.Fatalf("at first: %+v", st)
	}
	v.Tick("mailings.manage", true)
	wantText(t, v.State().Changes.Gains, "schedule mailings")
	v.Save()
	v.Save()
	d.settle()
	if len(s.accesses) != 1 {
		t.Fatalf("sent %d times", len(s.accesses))
	}
	c := s.accesses[0]
	if c.UserType != nil || c.Until != nil || c.Permissions == nil || len(*c.Permissions) != 2 || s.acts[0].Version != 4 {
		t.Errorf("sent %+v, act %+v", c, s.acts[0])
	}
	wantText(t, toasts.texts(), "Permissions of Karim Benali saved")
}

func TestTheAccessLastsToTheEndOfItsLastDay(t *testing.T) {
	s := press()
	d, v, _ := openExternal(t, s)
	v.SetUntil("2026-12-31")
	if got := v.State().UntilText; got != "The access ends at the end of December 31, 2026." {
		t.Errorf("in words: %q", got)
	}
	v.Save()
	d.settle()
	want := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	if c := s.accesses[0]; c.Until == nil || !c.Until.Equal(want) {
		t.Errorf("sent %+v", c)
	}
}

func TestAnEndDateIsShownAndCanBeTakenAway(t *testing.T) {
	s := press()
	x := *s.lists.ExternalUsers.Slice()[0]
	x.Until = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	s.lists.ExternalUsers = put(s.lists.ExternalUsers, 0, &x)
	d, v, _ := openExternal(t, s)
	if st := v.State(); st.Until != "2026-12-31" || st.Typed {
		t.Fatalf("at first: %+v", st)
	}
	v.SetUntil("")
	v.Save()
	d.settle()
	if c := s.accesses[0]; c.Until == nil || !c.Until.IsZero() {
		t.Errorf("sent %+v", c)
	}
}

func TestADateHasToBeOneAndAhead(t *testing.T) {
	for text, want := range map[string]string{
		"31.12.2026": "year-month-day", "2026-02-30": "year-month-day", "2026-11-20": "This day is over.", "2026-11-21": "",
	} {
		s := press()
		_, v, _ := openExternal(t, s)
		v.SetUntil(text)
		v.LeaveUntil()
		got := v.State().UntilFault
		wantText(t, got, want)
		if (got == "") != v.State().Ready || !v.State().Typed {
			t.Errorf("%q: fault %q, ready %v, typed %v", text, got, v.State().Ready, v.State().Typed)
		}
		if got != "" {
			v.Save()
			if len(s.calls) != 0 {
				t.Errorf("%q was sent", text)
			}
		}
	}
}

func TestAnAccessChangedMeanwhileIsMerged(t *testing.T) {
	s := press()
	d, v, _ := openExternal(t, s)
	s.external = *s.lists.ExternalUsers.Slice()[0]
	s.external.Version, s.external.UserType, s.external.Permissions = 5, account.RegularUser, nil
	s.fail["update"] = account.Fault(account.VersionMismatch)
	v.SetUntil("2026-12-31")
	v.Save()
	d.settle()
	st := v.State()
	wantText(t, st.Meanwhile, "Somebody else changed Karim Benali meanwhile.")
	if st.Powers.Type != account.RegularUser || st.Until != "2026-12-31" {
		t.Errorf("type %q, until %q", st.Powers.Type, st.Until)
	}
	s.fail = nil
	v.Save()
	d.settle()
	if c := s.accesses[1]; c.UserType != nil || c.Until == nil || s.acts[len(s.acts)-1].Version != 5 {
		t.Errorf("saved again: %+v", c)
	}
}

func TestAnAccessEndedMeanwhileIsSaid(t *testing.T) {
	s := press()
	d, v, _ := openExternal(t, s)
	s.fail["update"] = account.Fault(account.NotFound)
	v.SetType(account.Administrator)
	v.Save()
	d.settle()
	wantText(t, v.State().Gone, "Karim Benali no longer has access.")
	v.SetType(account.Custom)
	if v.State().Ready {
		t.Error("it can still be saved")
	}
}

func TestTheRowSaysUntilWhenAnAccessLasts(t *testing.T) {
	montreal := time.FixedZone("Montréal", -5*60*60)
	for _, c := range []struct {
		language string
		here     *time.Location
		until    time.Time
		want     string
		role     Role
	}{
		{"en", time.UTC, time.Time{}, "", RoleNeutral},
		{"en", time.UTC, time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "until Dec 31", RoleNeutral},
		{"en", montreal, time.Date(2027, 1, 1, 5, 0, 0, 0, time.UTC), "until Dec 31", RoleNeutral},
		{"en", time.UTC, time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC), "until Nov 28", RoleNeutral},
		{"en", time.UTC, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), "until Nov 27, 6 days left", RoleAmber},
		{"en", time.UTC, time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), "until Nov 22, 1 day left", RoleAmber},
		{"en", time.UTC, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), "last day today", RoleAmber},
		{"fr", time.UTC, time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC), "jusqu’au 27 nov., encore 6 jours", RoleAmber},
		{"fr", time.UTC, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), "dernier jour aujourd’hui", RoleAmber},
	} {
		x := *press().lists.ExternalUsers.Slice()[0]
		x.Until = c.until
		row := NewExternalRow(&x, noon, words.New(c.language, c.here))
		if row.Ends != c.want || row.EndsRole != c.role || (row.EndsTip == "") != (c.want == "") {
			t.Errorf("until %v: %q, role %d, tip %q", c.until, row.Ends, row.EndsRole, row.EndsTip)
		}
	}
}
