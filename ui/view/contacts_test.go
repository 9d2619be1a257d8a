package view

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/paper"
	"rollcall/ui/words"
)

// sheet is a file that an export goes to, in memory.
type sheet struct {
	bytes.Buffer
	closed, discarded bool
	fault             error
}

func (s *sheet) Write(b []byte) (int, error) {
	if s.fault != nil {
		return 0, s.fault
	}
	return s.Buffer.Write(b)
}

func (s *sheet) Close() error   { s.closed = true; return nil }
func (s *sheet) Discard() error { s.discarded = true; return nil }

func openContacts(t *testing.T, s *service, language, region string) (*desk, *Contacts, *toastLog) {
	t.Helper()
	d := newDesk(t)
	d.words = words.New(language, time.FixedZone("EST", -5*3600))
	toasts, log := newToastLog(d)
	v := NewContacts(d.env(), s, toasts, region)
	v.Start()
	return d, v, log
}

// printed gives the text of a PDF as it stands on its sheets, and how many there
// are and how big.
func printed(t *testing.T, pdf []byte) (text, facts string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(program string, args ...string) string {
		out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s (poppler-utils): %v %s", program, err, out)
		}
		return string(out)
	}
	return run("pdftotext", "-layout", path, "-"), run("pdfinfo", path)
}

func TestTheContactsAreTheUsersAlone(t *testing.T) {
	s := press()
	s.lists.Users.Slice()[1].Phone, s.lists.Users.Slice()[1].JobTitle = "+1 514 555-0134", "Comptabilité"
	d, v, log := openContacts(t, s, "en", "CA")
	wantText(t, v.state.Text, "The users of Maple Press are the people who may talk to the service’s support about the account.")
	wantText(t, v.state.Count, "5 people")
	to := &sheet{}
	v.Save(to)
	v.Save(&sheet{}) // pressed twice
	d.settle()
	text, facts := printed(t, to.Bytes())
	for _, want := range []string{
		"Authorised contacts", "Maple Press, account 20417", "5 people, as of Saturday, November 21, 2026, 07:00",
		"Amélie Roy", "Benjamin Okafor", "+1 514 555-0134", "Comptabilité", "Administrator", "Élise Baker", "Page 1 of 1",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not stand on the sheet:\n%s", want, text)
		}
	}
	for _, other := range []string{"Karim", "noor@maple.example", "tom@maple.example", "□"} {
		if strings.Contains(text, other) {
			t.Errorf("%q stands on the sheet", other)
		}
	}
	if !strings.Contains(facts, "612 x 792 pts (letter)") || !strings.Contains(facts, "Authorised contacts") {
		t.Errorf("the file is %s", facts)
	}
	if !to.closed || to.discarded || !v.state.Done {
		t.Errorf("closed %v, removed %v, done %v", to.closed, to.discarded, v.state.Done)
	}
	wantText(t, log.texts(), "The list of 5 authorised contacts is saved")
}

func TestTheSheetSpeaksTheReadersLanguageAndSorts(t *testing.T) {
	s := press()
	s.lists.Users = account.ListOf(append(s.lists.Users.Slice(),
		user("u9", "Zoë", "Ångström", account.Custom, 0), user("u8", "émile", "Zola", account.Custom, 0))...)
	s.status = account.Status{Link: account.LinkOffline, AsOf: noon.Add(-26 * time.Hour), Err: account.Fault(account.Unreachable)}
	d, v, _ := openContacts(t, s, "fr", "FR")
	to := &sheet{}
	v.Save(to)
	d.settle()
	text, facts := printed(t, to.Bytes())
	at := -1
	for _, name := range []string{"Amélie Roy", "Benjamin Okafor", "Chloé Tremblay", "Daniel Royce", "Élise Baker", "émile Zola", "Zoë Ångström"} {
		i := strings.Index(text, name)
		if i <= at {
			t.Errorf("%s stands at %d, after %d:\n%s", name, i, at, text)
		}
		at = i
	}
	for _, want := range []string{"Personnes autorisées", "Maple Press, compte 20417", "7 personnes, état du vendredi 20 novembre 2026, 5 h 00", "Personnalisé", "Page 1 de 1"} {
		if !strings.Contains(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(text), want) {
			t.Errorf("%q does not stand on the sheet:\n%s", want, text)
		}
	}
	if !strings.Contains(facts, "(A4)") {
		t.Errorf("the file is %s", facts)
	}
}

// TestNobodyIsDroppedForTheirName: what the typeface lacks is a box, and said to
// be; the address tells who it is.
func TestNobodyIsDroppedForTheirName(t *testing.T) {
	s := press()
	names := []string{"Ольга Петрова", "Νίκος Παππάς", "Łukasz Żółć", "Nguyễn Thị Hạnh", "王 小明", "שרה כהן", "🦊 Fox", "Jose\u0301 Pin\u0303a"}
	s.lists.Users = account.List[account.User]{}
	for i, n := range names {
		u := user(fmt.Sprintf("n%d", i), n, "", account.RegularUser, 0)
		u.Email = fmt.Sprintf("person%d.%s@a-rather-long-subdomain.maplepress.example", i, strings.Repeat("x", 60))
		s.lists.Users = account.ListOf(append(s.lists.Users.Slice(), u)...)
	}
	d, v, _ := openContacts(t, s, "en", "US")
	to := &sheet{}
	v.Save(to)
	d.settle()
	text, _ := printed(t, to.Bytes())
	for _, want := range []string{"Ольга Петрова", "Νίκος Παππάς", "Łukasz Żółć", "Nguyễn Thị Hạnh", "□ □□", "□□□ □□□", "□ Fox", "José Piña", "□ stands for a character"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not stand on the sheet:\n%s", want, text)
		}
	}
	for i := range names {
		if !strings.Contains(text, fmt.Sprintf("person%d.", i)) {
			t.Errorf("person %d is missing", i)
		}
	}
}

func TestAThousandPeopleHaveTheirSheetsWithHeadingsAndNumbers(t *testing.T) {
	s := press()
	for i := range 1000 {
		u := user(fmt.Sprintf("m%d", i), "Person", fmt.Sprintf("Number%04d", i), account.RegularUser, 0)
		u.Email = fmt.Sprintf("m%04d@maple.example", i)
		s.lists.Users = account.ListOf(append(s.lists.Users.Slice(), u)...)
	}
	d, v, _ := openContacts(t, s, "en", "US")
	v.SetPaper(string(paper.A4))
	to := &sheet{}
	v.Save(to)
	d.settle()
	text, facts := printed(t, to.Bytes())
	pages := regexp.MustCompile(`Pages:\s+(\d+)`).FindStringSubmatch(facts)[1]
	if n := strings.Count(text, "Job title"); fmt.Sprint(n) != pages || n < 20 {
		t.Errorf("%d headings on %s sheets", n, pages)
	}
	if !strings.Contains(text, "Page "+pages+" of "+pages) || !strings.Contains(text, "Authorised contacts · Maple Press, account 20417") {
		t.Error("the sheets are not numbered, or do not say what they are")
	}
	for i := range 1000 {
		if !strings.Contains(text, fmt.Sprintf("m%04d@maple.example", i)) {
			t.Fatalf("person %d is missing", i)
		}
	}
}

func TestTheContactsAsATableAreSafeToOpen(t *testing.T) {
	s := press()
	s.lists.Users = account.ListOf(s.lists.Users.Slice()[:1]...)
	s.lists.Users = put(s.lists.Users, 0, user("u1", "=cmd|' /C calc'!A0", "", account.Administrator, 0))
	s.lists.Users.Slice()[0].Email = "@home@maple.example"
	s.lists.Users.Slice()[0].Phone, s.lists.Users.Slice()[0].JobTitle = "+1 514 555-0134", "Reads \"all\", writes\nnothing"
	d, v, _ := openContacts(t, s, "en", "US")
	v.SetFormat(FormatCSV)
	if name := v.FileName(); name != "authorised-contacts-2026-11-21.csv" {
		t.Errorf("the file is called %s", name)
	}
	to := &sheet{}
	v.Save(to)
	d.settle()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(to.String(), byteOrderMark))).ReadAll()
	want := [][]string{
		{"Name", "E-mail", "Telephone", "Job title", "User type"},
		{"'=cmd|' /C calc'!A0", "'@home@maple.example", "'+1 514 555-0134", "Reads \"all\", writes\nnothing", "Administrator"},
	}
	if err != nil || !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("%q, %v", rows, err)
	}
}

func TestAListThatCannotBeWrittenIsKeptOpen(t *testing.T) {
	d, v, log := openContacts(t, press(), "en", "US")
	to := &sheet{fault: errors.New("disk full")}
	v.Save(to)
	d.settle()
	wantText(t, v.state.Error, "The list was not saved. The file could not be written.")
	if !to.discarded || v.state.Done || v.state.Busy || len(log.shown) != 0 {
		t.Errorf("%+v", v.state)
	}
	v.Failed()
	wantText(t, v.state.Error, "The list was not saved.")
	// Given up while it is written, it leaves no file.
	to = &sheet{}
	v.Save(to)
	v.Close()
	d.settle()
	if !to.discarded || len(log.shown) != 0 {
		t.Error("a list that was given up is kept")
	}
}

func TestTheLinkToTheContactsStandsOverTheUsers(t *testing.T) {
	d, v, _ := openPeople(t, press(), PeopleOptions{})
	st := v.State()
	if got := st.Sections[SectionUsers].Acts; !slices.Equal(got, []SectionAct{{MenuContacts, "Authorised contacts…"}}) {
		t.Errorf("the section offers %v", got)
	}
	menu := st.Menu(st.Rows.At(st.Rows.Heading(SectionUsers)))
	if len(menu) != 1 || menu[0].Act != MenuContacts || !menu[0].Enabled {
		t.Errorf("its menu is %+v", menu)
	}
	for _, e := range st.Menu(st.Rows.At(st.Rows.Heading(SectionPending))) {
		if e.Act == MenuContacts {
			t.Error("another section offers it too")
		}
	}
	v.Search("roy")
	d.settle()
	if got := v.State().Sections[SectionUsers].Acts; len(got) != 0 {
		t.Errorf("over what was found stands %v", got)
	}
}
