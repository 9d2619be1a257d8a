package wiring

import (
	"os"
	"runtime"
	"strings"
	"unicode"
)

// deviceNameMost is how much of a computer's name is given, in characters: the
// service takes a hundred.
const deviceNameMost = 60

// DeviceName is what a person recognises this computer by in the list of their
// sessions, whatever language they read: "anas-laptop (Linux)".
func DeviceName() string {
	host, err := os.Hostname()
	if err != nil {
		host = ""
	}
	return deviceName(host, runtime.GOOS)
}

func deviceName(host, goos string) string {
	name := computerName(host)
	if name == "" {
		name = "Rollcall"
	}
	return name + " (" + systemName(goos) + ")"
}

// computerName is the first part of a host name; empty when it names no
// particular computer. What the service would not take is left out.
func computerName(host string) string {
	name, _, _ := strings.Cut(strings.ToValidUTF8(host, ""), ".")
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name))
	if strings.EqualFold(name, "localhost") {
		return ""
	}
	runes := []rune(name)
	return string(runes[:min(len(runes), deviceNameMost)])
}

// systemName is how people call an operating system.
func systemName(goos string) string {
	switch goos {
	case "windows":
		return "Windows"
	case "darwin":
		return "macOS"
	case "linux":
		return "Linux"
	case "freebsd":
		return "FreeBSD"
	}
	return goos
}
