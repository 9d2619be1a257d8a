package wiring

import (
	"os"
	"path/filepath"
	"runtime"
)

// DataDir is where the program keeps its files unless told otherwise: the system's
// place for what a program keeps of a person on this computer alone. It is no
// cache: acts that wait for the service are in it, and caches are emptied by others.
func DataDir() (string, error) {
	dir, err := systemDataDir(runtime.GOOS)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "rollcall"), nil
}

func systemDataDir(goos string) (string, error) {
	switch goos {
	case "windows":
		return os.UserCacheDir() // %LocalAppData%: all that does not roam
	case "darwin":
		return os.UserConfigDir() // ~/Library/Application Support
	}
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share"), err
}
