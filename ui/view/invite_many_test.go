package view

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// guests are n addresses that can be invited, as a sheet keeps them.
func guests(n int) string {
	var b strings.Builder
	b.WriteString("Name;E-mail\n")
	for i := range n {
		fmt.Fprintf(&b, "\"Guest; %d\";guest%d@maple.example\n", i, i)
	}
	return b.String()
}

// paste opens the dialog and pastes a text.
func pasted(t *testing.T, s *service, text string) (*desk, *Invite, *toastLog) {
	t.Helper()
	d, v, log := openInvite(t, s)
	v.Add(text)
	d.settle()
	return d, v, log
}

// counts says what the chips above the rows say.
func counts(s InviteState) string {
	var out []string
	for _, f := range s.Roll.Filters {
		out = append(out, f.Label+" "+f.Count)
	}
	return strings.Join(out, ", ")
}

func (s RollState) row(t *testing.T, email string) RollRow {
	t.Helper()
	i := slices.IndexFunc(s.Rows, func(r RollRow) bool { return r.Email == email })
	if i < 0 {
		t.Fatalf("no row of %s", email)
	}
	return s.Rows[i]
}

func wantCounts(t *testing.T, v *Invite, want string) {
	t.Helper()
	if got := counts(v.State()); got != want {
		t.Errorf("the chips say %q, want %q", got, want)
	}
}

func TestMoreThanAGlanceTakesInStandInRows(t *testing.T) {
	_, v, _ := openInvite(t, press())
	for i := range fewAddresses {
		v.SetDraft(fmt.Sprintf("guest%d@maple.example,", i))
	}
	if s := v.State(); s.Many || len(s.Addresses) != fewAddresses {
		t.Fatalf("%d addresses: rows %v", len(s.Addresses), s.Many)
	}
	v.SetDraft("one.more@maple.example,")
	if s := v.State(); !s.Many || len(s.Addresses) != 0 || len(s.Roll.Rows) != fewAddresses+1 {
		t.Fatalf("rows %v: %d", s.Many, len(s.Roll.Rows))
	}
	v.Remove(0)
	if !v.State().Many {
		t.Error("the rows go back into pills while somebody works on them")
	}
}

const mixed = "ana@gmial.com, nobody@, amelie.roy@maple.example, noor@maple.example, karim@lumen.example, guest3@maple.example"

func TestRowsSayWhatIsWrongAndCountIt(t *testing.T) {
	_, v, _ := pasted(t, press(), guests(20)+"\n\n"+mixed)
	wantCounts(t, v, "All 26, Ready 20, Need a look 2, No invitation needed 4")
	s := v.State().Roll
	if s.Keep != "Keep it as typed" || s.LeaveOut != "Leave out the 5 that cannot be sent" {
		t.Errorf("the buttons say %q, %q", s.Keep, s.LeaveOut)
	}
	for email, want := range map[string]string{
		"ana@gmial.com": "Did you mean ana@gmail.com?", "nobody@": "not an e-mail address", "amelie.roy@maple.example": "Already a user",
		"noor@maple.example": "Resend the invitation from the list", "karim@lumen.example": "Already an external user",
	} {
		wantText(t, s.row(t, email).Note, want)
	}
	if got := v.State().Button; got != "Send 20 invitations" {
		t.Errorf("button %q", got)
	}
	v.SetFilter(filterLook)
	if rows := v.State().Roll.Rows; len(rows) != 2 || rows[0].Email != "ana@gmial.com" || rows[0].Act != "Use it" || rows[1].Act != "" {
		t.Errorf("need a look: %+v", rows)
	}
}

func TestRowsAreMendedLeftOutAndPutBack(t *testing.T) {
	_, v, _ := pasted(t, press(), guests(20)+"\n\n"+mixed)
	key := func(email string) string { return v.State().Roll.row(t, email).Key }
	v.SetFilter("")
	v.Help(key("ana@gmial.com"))
	v.Mend(key("nobody@"), "bo@maple.example; cy@maple.example")
	v.LeaveOut(key("guest0@maple.example"))
	wantCounts(t, v, "All 27, Ready 22, No invitation needed 4, Left out 1")
	v.LeaveOutAll()
	wantCounts(t, v, "All 27, Ready 22, Left out 5")
	v.Help(key("guest0@maple.example"))
	v.Mend(key("guest1@maple.example"), " , ")
	v.Mend(key("guest2@maple.example"), "guest2@maple.example")
	wantCounts(t, v, "All 27, Ready 22, Left out 5")
	if s := v.State().Roll; s.row(t, "guest1@maple.example").Kind != RollOut || s.Rows[len(s.Rows)-7].Email != "ana@gmail.com" {
		t.Error("a row lost its place or was not left out")
	}
}

func TestOneOfTwoThatAreTheSameCountsWhenTheOtherIsLeftOut(t *testing.T) {
	_, v, _ := pasted(t, press(), guests(10)+"\n\nguest3@maple.example")
	wantCounts(t, v, "All 11, Ready 10, No invitation needed 1")
	v.LeaveOut(v.State().Roll.row(t, "guest3@maple.example").Key)
	wantCounts(t, v, "All 11, Ready 10, Left out 1")
}

func TestWhatMayBeMistypedWaitsForADecision(t *testing.T) {
	s := press()
	d, v, _ := pasted(t, s, guests(9)+"\n\nana@gmial.com, bo@hotmial.fr")
	if got := v.State().DoubtsAll; got != "Use all 2 suggestions" {
		t.Errorf("the button says %q", got)
	}
	v.KeepTyped("ana@gmial.com")
	v.Send()
	d.settle()
	if len(s.invited) != 10 || s.invited[9].Email != "ana@gmial.com" || v.State().Done {
		t.Errorf("%d sent", len(s.invited))
	}
	v.UseAllMeant()
	v.Send()
	d.settle()
	if s.invited[10].Email != "bo@hotmail.fr" || !v.State().Finished {
		t.Errorf("sent %+v", s.invited[10:])
	}
}

func TestARowMayHaveATypeOfItsOwn(t *testing.T) {
	s := press()
	d, v, _ := pasted(t, s, guests(9))
	key := func(n int) string { return v.State().Roll.Rows[n].Key }
	v.SetRowType(key(0), account.Administrator)
	v.SetRowType(key(1), account.Custom)
	st := v.State()
	if st.Roll.Rows[0].Type.Text != "Administrator" || st.Roll.Rows[2].Type.Text != "" || len(st.Powers.Groups) == 0 {
		t.Errorf("rows %+v, groups %d", st.Roll.Rows[:3], len(st.Powers.Groups))
	}
	v.Tick("contacts.view", true)
	v.Send()
	d.settle()
	slices.SortFunc(s.invited, func(a, b account.NewInvitation) int { return strings.Compare(a.Email, b.Email) })
	if s.invited[0].UserType != account.Administrator || len(s.invited[0].Permissions) != 0 ||
		s.invited[1].UserType != account.Custom || len(s.invited[1].Permissions) != 1 || s.invited[2].UserType != account.RegularUser {
		t.Errorf("sent %+v", s.invited[:3])
	}
}

func TestAThousandAreLookedAtOffTheWindowAndInParts(t *testing.T) {
	d, v, _ := openInvite(t, press())
	var states []InviteState
	v.OnState = func(s InviteState) { states = append(states, s) }
	v.Add(guests(1000))
	if s := v.State(); s.Progress != "Reading the addresses…" || s.Ready {
		t.Errorf("at first it says %q, ready %v", s.Progress, s.Ready)
	}
	d.settle()
	seen := []string{}
	for _, s := range states {
		seen = append(seen, s.Progress)
	}
	for _, want := range []string{"Checking 1,000 addresses…", "Checking 750 addresses…", "Checking 250 addresses…", ""} {
		if !slices.Contains(seen, want) {
			t.Errorf("it never says %q: %q", want, slices.Compact(seen))
		}
	}
	wantCounts(t, v, "All 1,000, Ready 1,000")
}

func TestALookThatIsOvertakenIsDropped(t *testing.T) {
	d, v, _ := openInvite(t, press())
	v.Append(account.SplitAddresses(guests(600)))
	v.Append([]string{"nobody@"})
	v.LeaveOut(v.State().Roll.Rows[0].Key)
	d.settle()
	wantCounts(t, v, "All 601, Ready 599, Need a look 1, Left out 1")
	v.Append(account.SplitAddresses(strings.ReplaceAll(guests(600), "guest", "friend")))
	v.Close()
	v.OnState = func(InviteState) { t.Error("published after Close") }
	d.settle()
}

func TestManyAreSentSomeAtATimeAndEachHasItsResult(t *testing.T) {
	s := press()
	s.fail["invite guest5@maple.example"] = &account.Error{Code: account.AlreadyInvited, InvitationID: "i9"}
	s.fail["invite guest7@maple.example"] = account.Fault(account.EmailTaken)
	d, v, log := pasted(t, s, guests(20))
	v.Send()
	v.Send()
	if len(d.work) != sendsAtOnce {
		t.Errorf("%d on their way at once", len(d.work))
	}
	wantCounts(t, v, "All 20, Ready 20")
	if st := v.State(); !st.Busy || st.Flight == nil || st.Flight.Text != "Sending 1 of 20…" || st.Roll.Rows[0].Kind != RollFlying {
		t.Fatalf("flight %+v", st.Flight)
	}
	d.settle()
	wantCounts(t, v, "All 20, Sent 18, Refused 1, No invitation needed 1")
	st := v.State()
	if st.Summary != "18 invitations sent. 1 was invited already. 1 was refused: its row says why." || !st.Finished || st.Typed {
		t.Errorf("summary %q, finished %v, typed %v", st.Summary, st.Finished, st.Typed)
	}
	wantText(t, st.Roll.row(t, "guest5@maple.example").Note, "Already invited")
	wantText(t, st.Roll.row(t, "guest7@maple.example").Note, "already in the account")
	if log.texts() != "" {
		t.Errorf("toasts %q", log.texts())
	}
	s.fail = nil
	v.Help(st.Roll.row(t, "guest7@maple.example").Key)
	v.Send()
	d.settle()
	wantCounts(t, v, "All 20, Sent 19, No invitation needed 1")
	if len(s.calls) != 21 {
		t.Errorf("%d calls", len(s.calls))
	}
}

// step lets one call be answered.
func (d *desk) step() {
	next := d.work[0]
	d.work = d.work[1:]
	next()
	d.drain(&d.posted)
}

func TestStoppingFinishesWhatIsOnItsWay(t *testing.T) {
	s := press()
	d, v, _ := pasted(t, s, guests(20))
	v.Send()
	for range 6 {
		d.step()
	}
	v.Stop()
	if st := v.State(); !st.Flight.Stopping || st.Flight.Text != "Stopping: what is on its way is the last…" {
		t.Errorf("flight %+v", st.Flight)
	}
	d.settle()
	wantCounts(t, v, "All 20, Ready 10, Sent 10")
	if st := v.State(); st.Busy || st.Button != "Go on: send 10 invitations" || !st.Typed || st.Summary != "10 invitations sent. 10 are not sent yet." {
		t.Errorf("button %q, summary %q", st.Button, st.Summary)
	}
	v.Send()
	d.settle()
	wantNobodyTwice(t, s, 20)
}

func wantNobodyTwice(t *testing.T, s *service, n int) {
	t.Helper()
	keys := map[string]string{}
	for i, invited := range s.invited {
		key := s.acts[i].Key
		if before, again := keys[invited.Email]; again && before != key {
			t.Errorf("%s is invited under two keys", invited.Email)
		}
		keys[invited.Email] = key
	}
	if len(keys) != n {
		t.Errorf("%d are invited, want %d", len(keys), n)
	}
}

func TestWhatEveryInvitationWouldMeetStopsAllAndKeepsWhatIsTyped(t *testing.T) {
	for _, why := range []account.Code{account.Unreachable, account.Maintenance, account.SessionEnded} {
		s := press()
		s.fail["invite guest6@maple.example"] = account.Fault(why)
		d, v, _ := pasted(t, s, guests(20))
		v.Send()
		d.settle()
		st := v.State()
		if st.Busy || st.Error == "" || st.Roll.row(t, "guest6@maple.example").Kind != RollReady {
			t.Errorf("%s: error %q", why, st.Error)
		}
		s.fail = nil
		v.Send()
		d.settle()
		wantCounts(t, v, "All 20, Sent 20")
		wantNobodyTwice(t, s, 20)
	}
}

func TestAPauseThatTheServiceAsksForIsCountedDown(t *testing.T) {
	s := press()
	limit := &account.Error{Code: account.RateLimited, RetryAfter: 12*time.Minute + 30*time.Second}
	for i := 8; i < 20; i++ {
		s.fail[fmt.Sprintf("invite guest%d@maple.example", i)] = limit
	}
	d, v, _ := pasted(t, s, guests(20))
	v.Send()
	d.settle()
	st := v.State()
	if want := "8 of 20 done. The service asks for a pause; it goes on by itself in 12:30."; st.Flight == nil || st.Flight.Text != want {
		t.Fatalf("flight %+v", st.Flight)
	}
	calls := len(s.calls)
	if calls > 8+1+sendsAtOnce {
		t.Errorf("%d were tried after the service asked for a pause", calls-8)
	}
	d.pass(30 * time.Second)
	wantText(t, v.State().Flight.Text, "in 12:00")
	if len(s.calls) != calls {
		t.Error("it asks again during the pause")
	}
	s.fail = nil
	d.pass(12 * time.Minute)
	wantCounts(t, v, "All 20, Sent 20")
	wantNobodyTwice(t, s, 20)
}

func TestAPauseCanBeStopped(t *testing.T) {
	s := press()
	s.fail["invite"] = &account.Error{Code: account.RateLimited, RetryAfter: time.Hour}
	d, v, _ := pasted(t, s, guests(20))
	v.Send()
	d.settle()
	v.Stop()
	if st := v.State(); st.Busy || st.Flight != nil || counts(st) != "All 20, Ready 20" {
		t.Errorf("%q, flight %+v", counts(st), st.Flight)
	}
	calls := len(s.calls)
	d.pass(2 * time.Hour)
	if len(s.calls) != calls {
		t.Error("it goes on although it was stopped")
	}
}

func TestNobodyWaitsForAPauseOnceTheDialogIsClosed(t *testing.T) {
	s := press()
	s.fail["invite"] = &account.Error{Code: account.RateLimited, RetryAfter: time.Hour}
	d, v, log := pasted(t, s, guests(20))
	v.Send()
	d.settle()
	v.Close()
	wantText(t, log.texts(), "20 invitations were not sent.")
	calls := len(s.calls)
	d.pass(2 * time.Hour)
	if len(s.calls) != calls {
		t.Error("it goes on although nobody is there")
	}
}

func TestAPauseAfterTheDialogIsClosedIsNotWaitedFor(t *testing.T) {
	s := press()
	s.fail["invite"] = &account.Error{Code: account.RateLimited, RetryAfter: time.Hour}
	d, v, log := pasted(t, s, guests(20))
	v.Send()
	if v.UnderWay() != "20 invitations are still to be sent." {
		t.Errorf("under way: %q", v.UnderWay())
	}
	v.Close()
	d.settle()
	wantText(t, log.texts(), "20 invitations were not sent.")
	if calls := len(s.calls); v.UnderWay() != "" {
		t.Errorf("after %d calls it says %q", calls, v.UnderWay())
	}
}

func TestWhatWasDiscardedDoesNotComeBack(t *testing.T) {
	_, v, _ := pasted(t, press(), guests(20))
	if v.Draft() == nil {
		t.Fatal("what is being written is not kept")
	}
	v.Close()
	if v.Draft() != nil {
		t.Error("what was discarded comes back at the next sign-in")
	}
}

func TestASecondListDoesNotTakeThePlaceOfTheFirst(t *testing.T) {
	d, v, _ := openInvite(t, press())
	v.Read([]ListFile{listFile("a.csv", "ana@x.org", nil)})
	v.Read([]ListFile{listFile("b.csv", "bo@x.org", nil)})
	d.settle()
	if got := addresses(v.State()); got != "ana@x.org bo@x.org" || v.State().Progress != "" {
		t.Errorf("read %q", got)
	}
}

func TestOneAddressWithTooMuchMailHoldsNobodyUp(t *testing.T) {
	s := press()
	s.fail["invite guest3@maple.example"] = &account.Error{Code: account.RateLimited, RetryAfter: time.Hour}
	d, v, _ := pasted(t, s, guests(20))
	v.Send()
	d.settle()
	wantCounts(t, v, "All 20, Sent 19, Refused 1")
	wantText(t, v.State().Roll.row(t, "guest3@maple.example").Note, "Try again in 60 minutes")
}

func TestTheListsMayChangeWhileManyAreSent(t *testing.T) {
	s := press()
	d, v, _ := pasted(t, s, guests(20))
	v.Send()
	for range 5 {
		d.step()
		s.change(func(l *account.Lists) {
			email := s.invited[len(s.invited)-1].Email
			l.Invitations = account.ListOf(append(l.Invitations.Slice(), invitation("n"+email, email, time.Hour))...)
		})
		if d.drain(&d.posted); len(d.work) > sendsAtOnce {
			t.Error("the lists are gone through at each change")
		}
	}
	v.Stop()
	d.settle()
	wantCounts(t, v, "All 20, Ready 11, Sent 9")
}

func TestThePastedListOfYesterdayInvitesNobodyAgain(t *testing.T) {
	s := press()
	s.change(func(l *account.Lists) {
		for i := range 12 {
			l.Invitations = account.ListOf(append(l.Invitations.Slice(), invitation(fmt.Sprint("n", i), fmt.Sprintf("guest%d@maple.example", i), time.Hour))...)
		}
	})
	d, v, _ := pasted(t, s, guests(20))
	wantCounts(t, v, "All 20, Ready 8, No invitation needed 12")
	if got := v.State().Roll.LeaveOut; got != "Leave out the 12 that cannot be sent" {
		t.Errorf("the button says %q", got)
	}
	v.Send()
	d.settle()
	if len(s.invited) != 8 || !v.State().Finished {
		t.Errorf("%d sent", len(s.invited))
	}
}

func TestALongListOutlastsTheSession(t *testing.T) {
	s := press()
	d, v, _ := pasted(t, s, guests(20)+"\n\nana@gmial.com")
	v.KeepTyped("ana@gmial.com")
	v.LeaveOut(v.State().Roll.row(t, "guest19@maple.example").Key)
	v.SetRowType(v.State().Roll.row(t, "guest18@maple.example").Key, account.Administrator)
	s.fail["invite guest6@maple.example"] = account.Fault(account.SessionEnded)
	v.Send()
	for range 5 {
		d.step()
	}
	kept := v.Draft()
	v.Close()
	d.settle()
	s.fail = nil
	toasts, _ := newToastLog(d)
	next := NewInvite(d.env(), s, toasts)
	next.Resume(kept)
	next.Start()
	d.settle()
	wantText(t, counts(next.State()), "All 21, Ready 15, Sent 5, Left out 1")
	next.Send()
	d.settle()
	wantNobodyTwice(t, s, 20)
	i := slices.IndexFunc(s.invited, func(n account.NewInvitation) bool { return n.Email == "guest18@maple.example" })
	if s.invited[i].UserType != account.Administrator {
		t.Error("a row lost its type")
	}
}

func TestALongListThatIsLeftIsFinishedAndToldInAToast(t *testing.T) {
	s := press()
	s.fail["invite guest7@maple.example"] = account.Fault(account.EmailTaken)
	d, v, log := pasted(t, s, guests(20))
	v.Send()
	v.Close()
	d.settle()
	wantText(t, log.texts(), "19 invitations sent\n1 invitation was not sent.")
}

// memory is a file in memory.
type memory struct {
	strings.Builder
	closed, gone bool
	fail         error
}

func (m *memory) Write(b []byte) (int, error) {
	if m.fail != nil {
		return 0, m.fail
	}
	return m.Builder.Write(b)
}
func (m *memory) Close() error   { m.closed = true; return nil }
func (m *memory) Discard() error { m.gone = true; return nil }

func TestTheResultIsSavedAsATable(t *testing.T) {
	s := press()
	s.fail["invite guest7@maple.example"] = account.Fault(account.EmailTaken)
	d, v, _ := pasted(t, s, guests(9)+"\n\nnobody@, +cmd@maple.example, noor@maple.example")
	v.SetRowType(v.State().Roll.Rows[0].Key, account.Administrator)
	v.LeaveOut(v.State().Roll.row(t, "guest8@maple.example").Key)
	v.Send()
	d.settle()
	if got := v.ResultName(); got != "invitations-2026-11-21.csv" {
		t.Errorf("called %q", got)
	}
	file := &memory{}
	v.SaveResult(file)
	d.settle()
	lines := strings.Split(strings.TrimSpace(file.String()), "\r\n")
	for n, want := range map[int]string{
		0: "\ufeffAddress,User type,Result,Reason", 1: "guest0@maple.example,Administrator,Sent,", 8: "guest7@maple.example,User,Refused,A person with this address",
		9: "guest8@maple.example,User,Left out,", 10: "nobody@,User,Not sent,This is not an e-mail address.",
		11: "'+cmd@maple.example,User,Sent,", 12: "noor@maple.example,User,No invitation needed,Already invited.",
	} {
		if n >= len(lines) || !strings.HasPrefix(lines[n], want) {
			t.Errorf("line %d: %q, want %q", n, lines[n], want)
		}
	}
	wantText(t, v.State().Summary, "The result of 12 addresses is saved.")
	if !file.closed || file.gone {
		t.Error("the file is not closed, or gone")
	}
	full := &memory{fail: errors.New("disk full")}
	v.SaveResult(full)
	d.settle()
	if wantText(t, v.State().Error, "The result was not saved"); !full.gone || strings.Contains(v.State().Summary, "is saved") {
		t.Error("half a file was kept")
	}
}

func listFile(name, text string, err error) ListFile {
	return ListFile{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), err }}
}

func TestFilesAreReadOffTheWindow(t *testing.T) {
	d, v, _ := openInvite(t, press())
	v.SetDraft("typed@maple.example")
	v.Read([]ListFile{listFile("a.csv", guests(10), nil), listFile("b.txt", "\xff\xfeb\x00o\x00@\x00x\x00.\x00o\x00r\x00g\x00", nil)})
	if v.State().Progress != "Reading the addresses…" {
		t.Errorf("it says %q", v.State().Progress)
	}
	d.settle()
	if s := v.State(); len(s.Roll.Rows) != 12 || s.Roll.Rows[0].Email != "typed@maple.example" || s.Roll.Rows[11].Email != "bo@x.org" {
		t.Errorf("rows %+v", s.Roll.Rows)
	}
	for _, c := range []struct {
		file ListFile
		says string
	}{
		{listFile("staff.xlsx", "PK\x03\x04", nil), "staff.xlsx cannot be read as text. Save the sheet as CSV first"},
		{listFile("empty.csv", "", nil), "empty.csv holds no e-mail address."},
		{listFile("gone.csv", "", errors.New("no such file")), "gone.csv could not be read."},
		{listFile("big.csv", strings.Repeat("x", largestList+1), nil), "big.csv is larger"},
	} {
		v.Read([]ListFile{listFile("good.csv", "zoe@x.org", nil), c.file})
		d.settle()
		if s := v.State(); len(s.Roll.Rows) != 12 || s.Progress != "" {
			t.Errorf("%s: %d rows, %q", c.file.Name, len(s.Roll.Rows), s.Progress)
		}
		wantText(t, v.State().AddressFault, c.says)
	}
}

// BenchmarkJudging is what a change of one row of many costs the window.
func BenchmarkJudging(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			v := NewInvite((&desk{now: noon, words: newDesk(nil).words}).env(), press(), nil)
			v.known, v.domains = newKnown(many(100_000), nil), 1
			v.list = v.invitees(account.SplitAddresses(guests(n)))
			for _, i := range v.list {
				i.seen, i.seenBy = lookAt(i.text, v.known.domains), 1
			}
			for b.Loop() {
				v.judge()
				v.state()
			}
		})
	}
}
