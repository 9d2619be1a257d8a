package contract_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// notice is what the command prints of one.
type notice struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	TextEN   string    `json:"text_en"`
	TextFR   string    `json:"text_fr"`
}

// announce has the operator's command, another process, announce maintenance.
func (w *world) announce(t *testing.T, program string, starts, ends time.Time) notice {
	t.Helper()
	var n notice
	out := run(t, program, "notice", "add", "--data", w.dir, "--starts", starts.Format(time.RFC3339), "--ends", ends.Format(time.RFC3339),
		"--text-en", "The disks are replaced.", "--text-fr", "Les disques sont remplacés.")
	if err := json.Unmarshal([]byte(out), &n); err != nil || n.ID == "" || n.Kind != account.NoticeMaintenance {
		t.Fatalf("notice add prints %s: %v", out, err)
	}
	return n
}

func (w *world) notices(t *testing.T, language string) []account.Notice {
	t.Helper()
	a := w.nobody().get(t, "/v1/notices", header("Accept-Language", language)).want(t, 200)
	if got := a.header.Get("Content-Language"); !strings.HasPrefix(language, got) {
		t.Errorf("%s is answered in %s", language, got)
	}
	return read[account.Page[account.Notice]](t, a).Items
}

// TestMaintenanceIsAnnounced to everybody, in their language, the next first, as
// soon as the operator's command has said so.
func TestMaintenanceIsAnnounced(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := newWorld(t)
	window := w.as(t, w.ugo).listen(t, w.in("events"))
	if list := w.notices(t, "en"); len(list) != 0 {
		t.Fatalf("announced: %+v", list)
	}
	now := w.clock.now().UTC().Truncate(time.Second)
	later := w.announce(t, program, now.Add(50*time.Hour), now.Add(51*time.Hour))
	window.next(t, "notices_changed", soon)
	sooner := w.announce(t, program, now.Add(time.Hour), now.Add(90*time.Minute))
	window.next(t, "notices_changed", soon)
	list := w.notices(t, "fr-CA")
	if len(list) != 2 || list[0].ID != sooner.ID || list[1].ID != later.ID {
		t.Fatalf("announced: %+v", list)
	}
	if n := list[0]; n.Kind != account.NoticeMaintenance || !n.StartsAt.Equal(sooner.StartsAt) || !n.EndsAt.Equal(now.Add(90*time.Minute)) || n.Text != "Les disques sont remplacés." {
		t.Errorf("announced: %+v", n)
	}
	if n := w.notices(t, "en")[0]; n.Text != "The disks are replaced." {
		t.Errorf("in English: %+v", n)
	}
	if lines := run(t, program, "notice", "list", "--data", w.dir); strings.Count(lines, "\n") != 2 || strings.Index(lines, sooner.ID) > strings.Index(lines, later.ID) {
		t.Errorf("the list is %s", lines)
	}
	run(t, program, "notice", "remove", "--data", w.dir, "--id", sooner.ID)
	window.next(t, "notices_changed", soon)
	if list := w.notices(t, "en"); len(list) != 1 || list[0].ID != later.ID {
		t.Errorf("announced: %+v", list)
	}
	w.as(t, w.ugo).get(t, "/v1/me").want(t, 200)
}

// TestBetweenTheTwoTimesTheServiceAnswersMaintenance, by itself, and says how long.
func TestBetweenTheTwoTimesTheServiceAnswersMaintenance(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := newWorld(t)
	ben, link := w.as(t, w.ben), w.invite(t, unique(t)).Link
	window := ben.listen(t, w.in("events"))
	now := w.clock.now().UTC().Truncate(time.Second)
	n := w.announce(t, program, now.Add(time.Hour), now.Add(2*time.Hour))
	window.next(t, "notices_changed", soon)
	ben.get(t, "/v1/me").want(t, 200)
	w.wantPage(t, http.MethodGet, link, nil, 200)

	w.clock.advance(61 * time.Minute)
	w.checkClosed(t, ben, link, 59*time.Minute)
	// The heartbeat finds it, or the next write.
	run(t, program, "notice", "remove", "--data", w.dir, "--id", w.announce(t, program, now.Add(90*time.Hour), now.Add(91*time.Hour)).ID)
	if e := window.next(t, "maintenance", soon); e.data["until"] != n.EndsAt.Format(time.RFC3339) {
		t.Errorf("the stream says %v", e.data)
	}
	window.ends(t, soon)
	ben.get(t, w.in("events")).wantCode(t, 503, account.Maintenance)

	w.clock.advance(time.Hour)
	ben.get(t, "/v1/me").want(t, 200)
	w.wantPage(t, http.MethodGet, link, nil, 200)
	if list := w.notices(t, "en"); len(list) != 0 {
		t.Errorf("still announced: %+v", list)
	}
	ben.listen(t, w.in("events"))
}

// checkClosed: everything waits but what says so.
func (w *world) checkClosed(t *testing.T, signedIn caller, link string, left time.Duration) {
	t.Helper()
	for _, path := range []string{"/v1/notices", "/healthz", "/readyz", "/openapi.json", "/openapi.yaml", "/docs"} {
		w.nobody().get(t, path).want(t, 200)
	}
	waits := func(h http.Header) {
		t.Helper()
		seconds, err := strconv.Atoi(h.Get("Retry-After"))
		if off := time.Duration(seconds)*time.Second - left; err != nil || off > 0 || off < -time.Minute {
			t.Errorf("Retry-After %q, want %v", h.Get("Retry-After"), left)
		}
	}
	for _, path := range []string{"/v1/me", w.in("users"), w.in("events"), "/v1/nothing", "/", "/v1/accounts/x/users"} {
		a := signedIn.get(t, path)
		a.wantCode(t, 503, account.Maintenance)
		waits(a.header)
	}
	a := w.nobody().post(t, "/v1/sessions", map[string]any{"login": w.ugo.username, "password": "wrong", "device_name": "x"})
	a.wantCode(t, 503, account.Maintenance)
	waits(a.header)
	page := w.wantPage(t, http.MethodGet, link, nil, 503)
	waits(page.header)
	if text := page.body; !strings.Contains(text, "maintenance") || !strings.Contains(text, "about 59") {
		t.Errorf("the page says %s", text)
	}
	if status := w.complete(t, link, "nora.closed"); status != http.StatusServiceUnavailable {
		t.Errorf("completing answers %d", status)
	}
}

// TestMaintenanceThatIsTakenBackEndsAtOnce, and so does it begin.
func TestMaintenanceThatIsTakenBackEndsAtOnce(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := newWorld(t)
	ben := w.as(t, w.ben)
	window := ben.listen(t, w.in("events"))
	now := w.clock.now().UTC().Truncate(time.Second)
	n := w.announce(t, program, now.Add(-time.Minute), now.Add(time.Hour))
	window.next(t, "maintenance", soon)
	window.ends(t, soon)
	ben.get(t, "/v1/me").wantCode(t, 503, account.Maintenance)
	run(t, program, "notice", "remove", "--data", w.dir, "--id", n.ID)
	eventually(t, soon, "the end", func() bool { return ben.get(t, "/v1/me").status == http.StatusOK })
}

// TestAStreamEndsWhenMaintenanceBegins, though nothing is written then.
func TestAStreamEndsWhenMaintenanceBegins(t *testing.T) {
	t.Parallel()
	program := buildAccountd(t)
	w := newWorld(t)
	window := w.as(t, w.ugo).listen(t, w.in("events"))
	begins := w.clock.now().UTC().Truncate(time.Second).Add(2 * time.Second)
	w.announce(t, program, begins, begins.Add(time.Hour))
	window.next(t, "maintenance", 2*time.Second+soon)
	window.ends(t, soon)
	if early := begins.Sub(w.clock.now()); early > 0 {
		t.Errorf("it ended %v early", early)
	}
}
