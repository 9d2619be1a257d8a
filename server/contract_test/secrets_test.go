package contract_test

import (
	"bytes"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"rollcall/account"
	"rollcall/server"
)

// diary collects what the service logs.
type diary struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (d *diary) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.Write(p)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.text.String()
}

// TestNoSecretIsWrittenDown: not in the log at its most talkative, and not in
// the data folder: tokens and links are stored as hashes, bodies of mails that
// wait are sealed.
func TestNoSecretIsWrittenDown(t *testing.T) {
	t.Parallel()
	var log diary
	w := newWorld(t, func(c *server.Config) {
		c.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.AccessLog = true
	})
	const typo, fresh, halfway = "wrong-password-typed", "ferry-lantern-seventeen", "harbour-bell-half-typed"
	w.nobody().try(t, "ugo", typo).wantCode(t, 401, account.InvalidCredentials)
	ugo := w.signIn(t, w.ugo)
	ugo.put(t, "/v1/me/password", map[string]any{"current_password": password, "new_password": fresh, "end_other_sessions": true}).want(t, 204)
	i := w.invite(t, unique(t))
	w.wantLink(t, i.Link, 200)
	if status := w.page(t, http.MethodPost, i.Link+"/check", url.Values{"username": {"nora.lind"}, "password": {halfway}}); status != 200 {
		t.Errorf("what is being typed is answered %d", status)
	}
	w.complete(t, i.Link, "not@allowed")
	w.nobody().get(t, "/v1/rockets\u2028?token="+ugo.token, header("User-Agent", `x" level=ERROR msg=forged`)).wantCode(t, 404, account.NotFound)
	w.waitSent(t, i.ID)
	more := w.credentials(t)
	token := i.Link[strings.LastIndexByte(i.Link, '/')+1:]
	secrets := map[string]string{
		"a session": ugo.token, "a link": token, "a password": password, "a wrong password": typo,
		"a new password": fresh, "an invited person's password": another, "a password being typed": halfway,
	}
	maps.Copy(secrets, more)
	w.wantNoSecretShown(t, secrets)
	w.stop(t)
	for what, secret := range secrets {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%s is in the log", what)
		}
		if file := fileHolding(t, w.dir, secret); file != "" {
			t.Errorf("%s is in %s", what, filepath.Base(file))
		}
	}
	for _, page := range []string{"/password-reset/", "/email-change/", "/invitation/"} {
		if !strings.Contains(log.String(), page+"…") {
			t.Errorf("the access log does not write %s…", page)
		}
	}
	if strings.Contains(log.String(), "\nforged") || strings.Contains(log.String(), " msg=forged") {
		t.Error("a line of the log was forged")
	}
}

// credentials brings every kind of secret of this service into being.
func (w *world) credentials(t *testing.T) map[string]string {
	t.Helper()
	ben := w.signIn(t, w.ben)
	secret := read[account.AppSecret](t, ben.post(t, "/v1/me/two-factor/app", map[string]any{"current_password": password}).want(t, 200))
	w.ben.app = newApp(t, secret)
	code := w.ben.app.next(w.clock)
	ben.post(t, "/v1/me/two-factor/app/confirm", map[string]any{"code": code}).want(t, 204)
	session, device := w.trust(t, w.ben)
	recovery := w.recoveryCodes(t, session, password)
	_, script := w.newToken(t, session, w.maple, "Nightly export")
	script.get(t, w.in("users?limit=1")).want(t, 200)
	reset, change := w.resetLink(t, w.cleo), w.askEmail(t, w.as(t, w.cleo), "cleo.new@fresh.example")
	w.wantPage(t, http.MethodGet, reset, nil, 200)
	w.wantPage(t, http.MethodGet, change, nil, 200)
	pending := w.beginApp(t, w.as(t, w.cleo), password)
	return map[string]string{
		"a session with a code": session.token, "a device": device, "an API token": script.token,
		"an authenticator's secret": secret.Secret, "its bytes": string(w.ben.app.key), "the bytes of one that waits": string(pending.key),
		"a recovery code": recovery[0], "a recovery code without hyphens": strings.ReplaceAll(recovery[1], "-", ""),
		"the link of a lost password": reset[strings.LastIndexByte(reset, '/')+1:], "the link of a new address": change[strings.LastIndexByte(change, '/')+1:],
	}
}

// wantNoSecretShown asks for everything that can be asked for.
func (w *world) wantNoSecretShown(t *testing.T, secrets map[string]string) {
	t.Helper()
	ben := w.signIn(t, w.ben)
	d := w.openAPI(t)
	for _, op := range d.operations() {
		method, path, _ := strings.Cut(op, " ")
		if method != http.MethodGet || strings.HasSuffix(path, "/events") {
			continue
		}
		path = strings.NewReplacer("{account_id}", w.maple, "{id}", w.ben.id).Replace(path)
		a := ben.get(t, path)
		if a.status != 200 && a.status != 404 && a.status != 422 { // {id} is that of a user; the feed wants to know since when
			t.Errorf("%s: %d %s", op, a.status, a.body)
		}
		for what, secret := range secrets {
			if bytes.Contains(a.body, []byte(secret)) {
				t.Errorf("%s shows %s", op, what)
			}
		}
	}
}

// fileHolding gives a file of the folder in which a text stands, other than
// the letters, which exist to carry their link.
func fileHolding(t *testing.T, dir, text string) string {
	t.Helper()
	found := ""
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if bytes.Contains(data, []byte(text)) && filepath.Ext(path) != ".eml" {
			found = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
