package contract_test

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"rollcall/account"
)

// TestWhatACommandChangesReachesOpenWindows: the operator's command is another
// process on the same folder, while the service runs.
func TestWhatACommandChangesReachesOpenWindows(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := newWorld(t)
	window, f := w.as(t, w.ben).listen(t, w.in("events")), w.follow(t)

	run(t, program, "external", "grant", "--data", w.dir, "--account", w.maple, "--email", w.oda.email, "--user-type", "custom", "--permission", "contacts.view")
	window.changedAfter(t, f.since)
	x := granted(t, f.step(t, 500))
	if got := w.external(t, x); got.Email != w.oda.email || got.UserType != account.Custom || len(got.Permissions) != 1 {
		t.Errorf("granted %+v", got)
	}
	oda := w.as(t, w.oda)
	oda.get(t, "/v1/accounts/"+w.maple).want(t, 200)
	if list := run(t, program, "external", "list", "--data", w.dir, "--account", "20417"); !strings.Contains(list, w.oda.email) || !strings.Contains(list, w.yann.email) {
		t.Errorf("the list is %s", list)
	}
	guest := oda.listen(t, w.in("events"))
	run(t, program, "external", "remove", "--data", w.dir, "--account", w.maple, "--id", x)
	window.changedAfter(t, f.since)
	if e := guest.next(t, "session_ended", soon); e.data["reason"] != account.ReasonAccessRemoved {
		t.Errorf("the guest hears %v", e.data)
	}
	f.expect(t, "external_user delete "+x)
	oda.get(t, "/v1/accounts/"+w.maple).wantCode(t, 404, account.NotFound)
	if list := run(t, program, "account", "contacts", "--data", w.dir, "--account", "20417"); !strings.Contains(list, w.amelie.email) || strings.Contains(list, w.yann.email) {
		t.Errorf("support may talk to users alone (R16), the list is %s", list)
	}
}

// TestTheOperatorLetsALockedOutAdministratorIn: by a link that is handed over,
// while the service runs; it is for administrators of that account alone.
func TestTheOperatorLetsALockedOutAdministratorIn(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := newWorld(t)
	app := w.arm(t, w.amelie)
	recoverBy := func(email string) *exec.Cmd {
		return exec.CommandContext(t.Context(), program, "account", "recover", "--data", w.dir, "--account", w.maple, "--email", email, "--public-url", w.url)
	}
	out, err := recoverBy(strings.ToUpper(w.amelie.email)).Output()
	if err != nil {
		t.Fatalf("account recover: %v", err)
	}
	var printed struct{ Link string }
	if err := json.Unmarshal(out, &printed); err != nil || !strings.HasPrefix(printed.Link, w.url+"/password-reset/") {
		t.Fatalf("it does not print a link of this service: %v", err)
	}
	w.wantPage(t, http.MethodGet, printed.Link, nil, 200)
	w.wantPage(t, http.MethodPost, printed.Link, newPassword(another), 200, 303)
	w.wantPage(t, http.MethodGet, printed.Link, nil, 410)
	w.amelie.password = another
	w.nobody().enter(t, w.amelie, nil).wantCode(t, 401, account.SecondFactorRequired)
	w.nobody().enter(t, w.amelie, with("app", app.next(w.clock))).want(t, 201)
	for _, email := range []string{w.ugo.email, w.xena.email, w.oda.email, "nobody@nowhere.example"} {
		if out, err := recoverBy(email).CombinedOutput(); err == nil || strings.Contains(string(out), "/password-reset/") {
			t.Errorf("%s gets a link: %s", email, out)
		}
	}
	entries := all[account.Activity](t, w.as(t, w.ben), w.in("activity?action="+account.ActionPasswordLinkSent))
	if len(entries) != 1 || entries[0].Actor.Kind != account.ActorOperator {
		t.Errorf("the log says %+v", entries)
	}
}

func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("accountd %s: %v\n%s", strings.Join(args[:2], " "), err, out)
	}
	return string(out)
}

func granted(t *testing.T, changes []account.Change) string {
	t.Helper()
	for _, c := range changes {
		if c.Kind == account.KindExternalUser && c.Op == account.Upsert {
			return c.ID
		}
	}
	t.Fatalf("no external user in %+v", changes)
	return ""
}

// TestATermSignalFinishesWhatIsRunning, streams included, and ends well.
func TestATermSignalFinishesWhatIsRunning(t *testing.T) {
	t.Parallel()
	w := restingWorld(t)
	p := startProcess(t, buildAccountd(t), w.dir)
	w.url = p.url
	s := w.as(t, w.amelie).listen(t, w.in("events"))
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-p.done:
		if err != nil {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(patience):
		t.Fatal("it does not stop")
	}
	s.ends(t, soon)
}
