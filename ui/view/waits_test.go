package view

import (
	"strings"
	"testing"

	"rollcall/account"
)

// onDaniel decides acts on one user, in these states.
func (s *service) onDaniel(states ...account.WaitingState) {
	ids := "abcdefgh"
	for n, state := range states {
		a := account.Waiting{ID: ids[n : n+1], Deed: account.DeedModify, Target: "u4", State: state, LookedUser: s.lists.Users[3]}
		if state == account.WaitingRefused {
			a.Fault = account.Fault(account.VersionMismatch)
		}
		s.decide(a)
	}
}

func TestOnlyWhatFollowsAnActGoesWithIt(t *testing.T) {
	const refused, behind, unsent = account.WaitingRefused, account.WaitingBehind, account.WaitingUnsent
	for name, c := range map[string]struct {
		states []account.WaitingState
		id     string
		want   string
	}{
		"unsent takes what was decided after it":  {[]account.WaitingState{unsent, unsent, unsent}, "b", "bc"},
		"refused takes what stands behind it":     {[]account.WaitingState{refused, behind, behind, unsent}, "a", "abc"},
		"behind takes what stands behind it":      {[]account.WaitingState{refused, behind, behind, unsent}, "b", "bc"},
		"what is sent all the same is not named":  {[]account.WaitingState{refused, unsent}, "a", "a"},
		"another refused one is another decision": {[]account.WaitingState{refused, refused, unsent}, "a", "a"},
	} {
		s := press()
		s.onDaniel(c.states...)
		var got strings.Builder
		for _, a := range with(s.lists, c.id) {
			got.WriteString(a.ID)
		}
		if got.String() != c.want {
			t.Errorf("%s: %s, want %s", name, got.String(), c.want)
		}
	}
}

func TestWhatFollowsARefusedActIsNotWaitingToBeSent(t *testing.T) {
	s := press()
	s.onDaniel(account.WaitingRefused, account.WaitingBehind)
	_, v, _, _ := openBoxed(t, s)
	wantText(t, v.State().Status.Waiting, "2 changes were not done")
	wantText(t, v.State().Banners[0].Text, "2 changes were not done.")
	_, dialog, _, _ := openWaiting(t, s)
	if st := dialog.State(); st.Title != "2 changes were not done" || st.Line != "" {
		t.Errorf("%q, %q", st.Title, st.Line)
	}
}

func TestAFullDiskIsNotTakenForAnActOnItsWay(t *testing.T) {
	s := offlinePress()
	s.oneOfEach()
	d, v, b, _ := openWaiting(t, s)
	b.fail["a2"] = account.Fault(account.Internal)
	b.fail["a1"] = account.Fault(account.IdempotencyRunning)
	v.TakeAllBack()
	d.settle()
	if got := v.State().Error; strings.Contains(got, "on their way") || !strings.HasPrefix(got, "2 were not taken back. ") {
		t.Errorf("it says %q", got)
	}
}
