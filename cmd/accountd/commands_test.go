package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

// accountd runs a command as a shell would.
func accountd(t *testing.T, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return o.String(), e.String(), code
}

// done runs a command that must succeed and reads the JSON it prints.
func done[T any](t *testing.T, args ...string) (v T) {
	t.Helper()
	out, errs, code := accountd(t, args...)
	if code != 0 {
		t.Fatalf("accountd %s: %s", strings.Join(args, " "), errs)
	}
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("accountd %s prints %q: %v", strings.Join(args, " "), out, err)
	}
	return v
}

func passwordFile(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func create(t *testing.T, data, name string) created {
	t.Helper()
	return done[created](t, "account", "create", "--data", data, "--name", name, "--admin-email", name+"@"+name+".example",
		"--admin-username", name, "--admin-password-file", passwordFile(t, "wooden boats drift past\n"))
}

func TestTheOperatorLetsSomebodyInAndOutAgain(t *testing.T) {
	data := filepath.Join(t.TempDir(), "new", "folder")
	maple, lumen := create(t, data, "maple"), create(t, data, "lumen")

	e := done[account.ExternalUser](t, "external", "grant", "--data", data, "--account", maple.AccountID, "--email", "Lumen@lumen.example",
		"--user-type", "custom", "--permission", "contacts.view", "--permission", "mailings.manage", "--until", "2099-12-31")
	if e.HomeAccountName != "lumen" || len(e.Permissions) != 2 || !e.Until.Equal(time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("granted %+v", e)
	}
	listed := done[account.ExternalUser](t, "external", "list", "--data", data, "--account", maple.AccountID)
	if listed.ID != e.ID {
		t.Errorf("listed %+v", listed)
	}
	done[account.Receipt](t, "external", "remove", "--data", data, "--account", maple.AccountID, "--id", e.ID)
	if out, _, code := accountd(t, "external", "list", "--data", data, "--account", maple.AccountID); out != "" || code != 0 {
		t.Errorf("after the removal: %q, %d", out, code)
	}
	out, _, _ := accountd(t, "account", "contacts", "--data", data, "--account", lumen.AccountID)
	if !strings.Contains(out, "lumen@lumen.example") || strings.Contains(out, "maple") {
		t.Errorf("contacts are %q", out)
	}
}

func TestCommandsThatAreRefusedSayWhy(t *testing.T) {
	data := t.TempDir()
	maple := create(t, data, "maple")
	newAccount := func(email, username, password string) []string {
		return []string{
			"account", "create", "--data", data, "--name", "Again", "--admin-email", email, "--admin-username", username,
			"--admin-password-file", passwordFile(t, password),
		}
	}
	grant := func(more ...string) []string {
		return append([]string{"external", "grant", "--data", data, "--account", maple.AccountID}, more...)
	}
	recovering := func(more ...string) []string {
		return append([]string{"account", "recover", "--data", data, "--account", maple.AccountID}, more...)
	}
	notice := func(starts, ends, en, fr string) []string {
		return []string{"notice", "add", "--data", data, "--starts", starts, "--ends", ends, "--text-en", en, "--text-fr", fr}
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a taken address", newAccount("MAPLE@maple.example", "other", "wooden boats drift past"), exitFailed, "address belongs"},
		{"a taken user name", newAccount("a@b.example", "Maple", "wooden boats drift past"), exitFailed, "user name belongs"},
		{"a short password", newAccount("a@b.example", "other", "short\n"), exitFailed, "at least 15"},
		{"a personal password", newAccount("a@b.example", "otherwise", "otherwise otherwise"), exitFailed, "names that others know"},
		{"no address", newAccount("nobody", "other", "wooden boats drift past"), exitFailed, "--admin-email"},
		{"a mistyped folder", []string{"account", "contacts", "--data", data + "x", "--account", "1"}, exitFailed, "no service's data"},
		{"no such account", []string{"account", "contacts", "--data", data, "--account", "1"}, exitFailed, "there is no such account"},
		{"nobody known", grant("--email", "a@b.example", "--user-type", "user"), exitFailed, "nobody with that address"},
		{"at home already", grant("--email", "maple@maple.example", "--user-type", "user"), exitFailed, "already"},
		{"an unknown permission", grant("--email", "a@b.example", "--user-type", "custom", "--permission", "fly"), exitFailed, "fly is not in the catalogue"},
		{"permissions of a user", grant("--email", "a@b.example", "--user-type", "user", "--permission", "contacts.view"), exitFailed, "custom"},
		{"an end in the past", grant("--email", "a@b.example", "--user-type", "user", "--until", "2020-01-01"), exitFailed, "in the past"},
		{"an unknown type", grant("--email", "a@b.example", "--user-type", "king"), exitUsage, "user-type"},
		{"nobody to recover", recovering("--email", "ben@maple.example"), exitFailed, "no administrator with that address"},
		{"no account to recover", []string{"account", "recover", "--data", data, "--account", "1", "--email", "maple@maple.example"}, exitFailed, "no such account"},
		{"a link to nowhere", recovering("--email", "maple@maple.example", "--public-url", "rollcall.example"), exitFailed, "must begin with http"},
		{"no address to recover", recovering("--email", "maple"), exitFailed, "--email"},
		{"maintenance backwards", notice("2099-01-02T22:00:00Z", "2099-01-02T17:00:00-05:00", "a", "b"), exitFailed, "--ends is not after --starts"},
		{"maintenance in the past", notice("2020-01-02T22:00:00Z", "2020-01-02T23:00:00Z", "a", "b"), exitFailed, "--ends is in the past"},
		{"maintenance at no moment", notice("tonight", "2099-01-02T23:00:00Z", "a", "b"), exitFailed, "--starts is no moment (RFC 3339)"},
		{"maintenance without an end", notice("2099-01-02T22:00:00Z", "2099-01-02", "a", "b"), exitFailed, "--ends is no moment (RFC 3339)"},
		{"a notice without French", notice("2099-01-02T22:00:00Z", "2099-01-02T23:00:00Z", "a", " "), exitFailed, "--text-fr is empty"},
		{"a notice of two lines", notice("2099-01-02T22:00:00Z", "2099-01-02T23:00:00Z", "a\nb", "b"), exitFailed, "--text-en has characters"},
		{"a notice without a text", []string{"notice", "add", "--data", data, "--starts", "2099-01-02T22:00:00Z", "--ends", "2099-01-02T23:00:00Z", "--text-en", "a"}, exitUsage, "--text-fr"},
		{"no such notice", []string{"notice", "remove", "--data", data, "--id", "ntc_x"}, exitFailed, "there is no such notice"},
		{"notices of nobody", []string{"notice", "list", "--data", data + "x"}, exitFailed, "no service's data"},
		{"no command", nil, exitUsage, "expected"},
		{"plain HTTP for all", []string{"serve", "--data", data, "--listen", "0.0.0.0:0"}, exitFailed, "plain HTTP"},
		{"a moved clock for all", []string{"serve", "--data", data, "--listen", "0.0.0.0:0", "--trust-proxy", "10.0.0.0/8", "--clock-offset", "1h"}, exitFailed, "loopback only"},
		{"no place to get the app", []string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--app-url", "ftp://rollcall.example"}, exitFailed, "address of the app"},
		{"no such place for mails", []string{"serve", "--data", data, "--listen", "127.0.0.1:0", "--mail", "pigeon:x"}, exitFailed, "mail"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, errs, code := accountd(t, c.args...)
			if code != c.code || !strings.Contains(errs, c.says) {
				t.Errorf("exit %d, says %q; want %d and %q", code, errs, c.code, c.says)
			}
			if strings.Contains(errs, "wooden boats") {
				t.Error("the password was printed")
			}
		})
	}
}

func TestOneFinalNewlineIsNotPartOfThePassword(t *testing.T) {
	for text, want := range map[string]string{"a\n": "a", "a\n\n": "a\n", "a\r\n": "a", " a ": " a ", "": ""} {
		if got, err := readPassword(passwordFile(t, text)); err != nil || got != want {
			t.Errorf("%q is read as %q, %v", text, got, err)
		}
	}
}

func TestTheSampleTellsHowToSignIn(t *testing.T) {
	made := done[map[string]string](t, "sample", "--data", t.TempDir(), "--people", "40", "--seed", "7")
	if made["account_id"] == "" || !strings.HasSuffix(made["login"], ".example") || len(made["password"]) < 15 {
		t.Errorf("printed the keys of %d values", len(made))
	}
}

// TestSupportReadsWhoMayTalkToIt: users alone (R16), by number as people quote it,
// as a table for the eye or as lines for programs.
func TestSupportReadsWhoMayTalkToIt(t *testing.T) {
	data := t.TempDir()
	made := done[map[string]string](t, "sample", "--data", data, "--people", "40", "--seed", "7")
	lines, errs, code := accountd(t, "account", "contacts", "--data", data, "--account", "20417", "--json")
	if code != 0 {
		t.Fatal(errs)
	}
	var titled bool
	all := strings.Split(strings.TrimSpace(lines), "\n")
	for _, line := range all {
		var c map[string]string
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if c["name"] == "" || c["email"] == "" || c["user_type"] == "" || len(c) != 5 {
			t.Errorf("a line of %d fields", len(c))
		}
		titled = titled || c["job_title"] != ""
	}
	if len(all) != 40 || !titled || strings.Contains(lines, "noor.haddad") || strings.Contains(lines, "karim") {
		t.Errorf("%d people, with job titles: %v", len(all), titled)
	}
	table, _, _ := accountd(t, "account", "contacts", "--data", data, "--account", made["account_id"])
	if !strings.Contains(table, "(20417): 40 people may talk to support\n") || strings.Count(table, "\n") != 41 {
		t.Errorf("the table is %.200s", table)
	}
}
