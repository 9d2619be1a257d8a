package main

import (
	"os"
	"runtime"
	"strings"
)

// device is what a person recognises this computer by in the list of their
// sessions: "Rollcall on anas-laptop (Linux)".
func device() string {
	name, err := os.Hostname()
	name, _, _ = strings.Cut(name, ".")
	if err != nil || name == "" {
		return "Rollcall (" + system(runtime.GOOS) + ")"
	}
	return "Rollcall on " + head(name, 60) + " (" + system(runtime.GOOS) + ")"
}

// head cuts a name that is longer than the service takes.
func head(s string, runes int) string {
	r := []rune(s)
	return string(r[:min(len(r), runes)])
}

// system is how people call an operating system.
func system(goos string) string {
	switch goos {
	case "windows":
		return "Windows"
	case "darwin":
		return "macOS"
	case "linux":
		return "Linux"
	}
	return goos
}
