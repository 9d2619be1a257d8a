package client_test

import (
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/client"
)

func TestAnAddressIsTakenAsPeopleTypeIt(t *testing.T) {
	for in, want := range map[string]string{
		"accounts.example.org":                   "https://accounts.example.org",
		"  Accounts.Example.ORG/ ":               "https://accounts.example.org",
		"https://accounts.example.org:443":       "https://accounts.example.org",
		"HTTPS://accounts.example.org:8443//":    "https://accounts.example.org:8443",
		"https://example.org/people/":            "https://example.org/people",
		"https://bücher.example":                 "https://xn--bcher-kva.example",
		"http://127.0.0.1:8080":                  "http://127.0.0.1:8080",
		"127.0.0.1:8080":                         "http://127.0.0.1:8080",
		"localhost:8080":                         "http://localhost:8080",
		"http://[::1]:80":                        "http://[::1]",
		"https://[2001:DB8::1]":                  "https://[2001:db8::1]",
		"http://localhost:80/":                   "http://localhost",
		"https://127.0.0.1:9":                    "https://127.0.0.1:9",
		"https://accounts.example.org:65535/a/b": "https://accounts.example.org:65535/a/b",
	} {
		if got, err := client.ParseServer(in); err != nil || got != want {
			t.Errorf("ParseServer(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestAnAddressThatWouldGiveSecretsAwayIsRefused(t *testing.T) {
	for in, want := range map[string]account.Code{
		"http://accounts.example.org":              account.InsecureServer,
		"http://192.168.1.4":                       account.InsecureServer,
		"http://localhost.example.org":             account.InsecureServer,
		"http://127.0.0.1.example.org":             account.InsecureServer,
		"":                                         account.MalformedRequest,
		"ftp://accounts.example.org":               account.MalformedRequest,
		"file:///etc/passwd":                       account.MalformedRequest,
		"https://me:secret@accounts.example.org":   account.MalformedRequest,
		"https://accounts.example.org?token=x":     account.MalformedRequest,
		"https://accounts.example.org#x":           account.MalformedRequest,
		"https://":                                 account.MalformedRequest,
		"accounts example org":                     account.MalformedRequest,
		"https://accounts.example.org:port":        account.MalformedRequest,
		"https://exa\u202emple.org":                account.MalformedRequest,
		strings.Repeat("O", 2000) + "Ɍ":            account.MalformedRequest,
		strings.Repeat("o", 64) + ".example":       account.MalformedRequest,
		"https://accounts.example.org\\@evil.test": account.MalformedRequest,
	} {
		if got, err := client.ParseServer(in); account.CodeOf(err) != want {
			t.Errorf("ParseServer(%q) = %q, %v; want %s", in, got, err, want)
		}
	}
}

func FuzzParseServer(f *testing.F) {
	for _, s := range []string{"accounts.example.org", "http://[::1]:80/x", "https://bücher.example", "a@b", "//", "http://%31", strings.Repeat("O", 2000) + "Ɍ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := client.ParseServer(s)
		if err != nil {
			return
		}
		if twice, err := client.ParseServer(once); err != nil || twice != once {
			t.Errorf("%q gives %q, and that %q, %v", s, once, twice, err)
		}
		if _, err := client.New(once, client.Options{}); err != nil {
			t.Errorf("%q gives %q, which is no server: %v", s, once, err)
		}
	})
}
