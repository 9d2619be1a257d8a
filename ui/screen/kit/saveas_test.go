package kit

import (
	"os"
	"path/filepath"
	"testing"
)

func TestAFileOfSecretsIsClosedToOthersBeforeItIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "codes.txt")
	to, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	if err := to.Chmod(0o666); err != nil {
		t.Fatal(err)
	}
	p := &private{to: to, path: path}
	if _, err := p.Write([]byte("secret")); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 || info.Size() != 6 {
		t.Errorf("mode %v, %d bytes", info.Mode(), info.Size())
	}
	p = &private{to: to, path: filepath.Join(t.TempDir(), "gone")}
	if _, err := p.Write([]byte("secret")); err == nil {
		t.Error("written to a file that could not be closed to others")
	}
}
