//go:build unix

package mail

import (
	"errors"
	"os"
)

// syncFolder makes the names in a folder survive a loss of power.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return wrap("folder", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return wrap("folder", err)
	}
	return nil
}
