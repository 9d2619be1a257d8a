package kit

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/words"
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

func TestTheDialogThatAsksWhereToSaveSpeaksAndStandsInTheMiddle(t *testing.T) {
	test.NewApp()
	t.Cleanup(func() { test.NewApp() })
	w := test.NewWindow(widget.NewLabel("under it"))
	t.Cleanup(w.Close)
	w.Resize(fyne.NewSize(820, 560))
	SaveAs(w.Canvas(), words.New("fr", time.UTC), "codes.txt", func(io.WriteCloser, error) {})
	top := w.Canvas().Overlays().Top()
	if top == nil {
		t.Fatal("it does not open")
	}
	var texts []string
	for _, o := range test.LaidOutObjects(top) {
		switch of := o.(type) {
		case *widget.Label:
			texts = append(texts, of.Text)
		case *widget.Button:
			texts = append(texts, of.Text)
		case *widget.PopUp:
			if at, size := of.Position(), of.Content.Size(); at.X < 0 || at.X+size.Width > 820 || at.Y+size.Height > 560 {
				t.Errorf("it lies at %v, %v large", at, size)
			}
		}
	}
	for _, want := range []string{"Choisissez où enregistrer", "Enregistrer", "Annuler"} {
		if !slices.Contains(texts, want) {
			t.Errorf("it does not say %q: %q", want, texts)
		}
	}
}
