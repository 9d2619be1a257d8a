package wiring

import (
	"strings"
	"testing"

	"rollcall/account"
)

func TestAComputerIsCalledByItsName(t *testing.T) {
	long := strings.Repeat("é", 200)
	for _, c := range []struct{ host, system, want string }{
		{"anas-laptop", "linux", "anas-laptop (Linux)"},
		{"anas-laptop.office.example.org", "linux", "anas-laptop (Linux)"},
		{"Anas-MacBook-Pro.local", "darwin", "Anas-MacBook-Pro (macOS)"},
		{"DESKTOP-7Q2K1AB", "windows", "DESKTOP-7Q2K1AB (Windows)"},
		{"", "windows", "Rollcall (Windows)"},
		{"localhost.localdomain", "linux", "Rollcall (Linux)"},
		{"an\u202ea\x00", "freebsd", "ana (FreeBSD)"},
		{"caf\xe9", "plan9", "caf (plan9)"},
		{long, "linux", long[:2*deviceNameMost] + " (Linux)"},
	} {
		got := deviceName(c.host, c.system)
		if got != c.want {
			t.Errorf("%q on %s: %q, want %q", c.host, c.system, got, c.want)
		}
		if _, err := account.CleanLine(got, 100); err != nil {
			t.Errorf("the service does not take %q: %v", got, err)
		}
	}
	if DeviceName() == "" {
		t.Error("this computer has no name")
	}
}
