package account

import (
	"strings"
	"testing"
)

func TestAConnectLinkGivesTheServerBack(t *testing.T) {
	for _, server := range []string{"https://accounts.example.org", "https://accounts.example.org:8443/rollcall", "http://127.0.0.1:8080", "https://[2001:db8::1]"} {
		link := ConnectLink(server)
		if got, err := ParseConnectLink(link); err != nil || got != server || !IsLink(link) {
			t.Errorf("%s: %q, %v", link, got, err)
		}
	}
	if got := ConnectLink("https://accounts.example.org"); got != "rollcall://connect?server=https%3A%2F%2Faccounts.example.org" {
		t.Error(got)
	}
	if got, err := ParseConnectLink("rollcall://connect/?server=accounts.example.org"); err != nil || got != "accounts.example.org" {
		t.Errorf("with the slash of a browser: %q, %v", got, err)
	}
}

func TestWhatIsNotExactlyAConnectLinkIsRefused(t *testing.T) {
	for _, link := range []string{
		"", "rollcall", "rollcall:", "rollcall:connect?server=a", "rollcall://", "rollcall://connect", "rollcall://connect?", "rollcall://connect?server=",
		"rollcall://connect?server", "https://connect?server=a", "file://connect?server=a", "rollcall://disconnect?server=a", "rollcall://connect:80?server=a",
		"rollcall://me@connect?server=a", "rollcall://connect/x?server=a", "rollcall://connect//?server=a", "rollcall://connect?server=a#b", "rollcall://connect?server=a#",
		"rollcall://connect?server=a&server=b", "rollcall://connect?server=a&login=ana", "rollcall://connect?login=ana&server=a", "rollcall://connect?server=a;b", "rollcall://connect?server=a=b",
		"rollcall://connect?Server=a", "rollcall://connect?server=%zz", "rollcall://connect?server=a\n", " rollcall://connect?server=a", "rollcall://CONNECT?server=a",
		"rollcall://connect?server=" + strings.Repeat("a", maxConnect),
	} {
		if server, err := ParseConnectLink(link); err == nil || server != "" || CodeOf(err) != MalformedRequest {
			t.Errorf("%q gives %q, %v", link, server, err)
		}
	}
}

func TestALinkIsKnownByItsScheme(t *testing.T) {
	for text, want := range map[string]bool{"rollcall:": true, "ROLLCALL://x": true, "accounts.example.org": false, "rollcall": false, "https://x": false} {
		if IsLink(text) != want {
			t.Errorf("%q", text)
		}
	}
}

// FuzzParseConnectLink never gives anything but what a link, made anew, carries
// too.
func FuzzParseConnectLink(f *testing.F) {
	f.Add("rollcall://connect?server=https%3A%2F%2Faccounts.example.org")
	f.Add("rollcall://connect/?server=a+b")
	f.Add("rollcall://connect?server=a&server=b")
	f.Fuzz(func(t *testing.T, link string) {
		server, err := ParseConnectLink(link)
		if (err == nil) != (server != "") {
			t.Fatalf("%q gives %q, %v", link, server, err)
		}
		if err != nil {
			return
		}
		if again, err := ParseConnectLink(ConnectLink(server)); len(link) < maxConnect/4 && (err != nil || again != server) {
			t.Errorf("%q gives %q, and made anew %q, %v", link, server, again, err)
		}
	})
}
