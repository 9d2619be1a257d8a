//go:build !unix

package mail

// syncFolder does nothing: these systems write names through by themselves and
// cannot flush a folder.
func syncFolder(string) error { return nil }
