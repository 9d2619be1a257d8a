package contract_test

import (
	"bytes"
	"io/fs"
	"log/slog"
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
	const typo, fresh = "wrong-password-typed", "ferry-lantern-seventeen"
	w.nobody().try(t, "ugo", typo).wantCode(t, 401, account.InvalidCredentials)
	ugo := w.signIn(t, w.ugo)
	ugo.put(t, "/v1/me/password", map[string]any{"current_password": password, "new_password": fresh, "end_other_sessions": true}).want(t, 204)
	i := w.invite(t, unique(t))
	w.wantLink(t, i.Link, 200)
	w.complete(t, i.Link, "not@allowed")
	w.nobody().get(t, "/v1/rockets\u2028?token="+ugo.token, header("User-Agent", `x" level=ERROR msg=forged`)).wantCode(t, 404, account.NotFound)
	w.waitSent(t, i.ID)
	token := i.Link[strings.LastIndexByte(i.Link, '/')+1:]
	secrets := map[string]string{
		"a session": ugo.token, "a link": token, "a password": password, "a wrong password": typo,
		"a new password": fresh, "an invited person's password": "copper-meadow-nineteen",
	}
	w.stop(t)
	for what, secret := range secrets {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%s is in the log", what)
		}
		if file := fileHolding(t, w.dir, secret); file != "" {
			t.Errorf("%s is in %s", what, filepath.Base(file))
		}
	}
	if strings.Contains(log.String(), "\nforged") || strings.Contains(log.String(), " msg=forged") {
		t.Error("a line of the log was forged")
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
