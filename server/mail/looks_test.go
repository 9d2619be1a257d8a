package mail

import (
	_ "embed"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"rollcall/account"
	"rollcall/server/web/window"
)

//go:embed testdata/measure.js
var measure string

// measured is what a reader of a mail meets.
type measured struct {
	Lang string `json:"lang"`
	// Overflow is by how much the mail is wider than the window.
	Overflow float64 `json:"overflow"`
	// Buttons are links to press; Bare are links that are their own text.
	Buttons []struct {
		Href string  `json:"href"`
		W    float64 `json:"width"`
		H    float64 `json:"height"`
	} `json:"buttons"`
	Bare []string `json:"bare"`
	// Preview is the text that mail programs show beside the subject.
	Preview string `json:"preview"`
	// Faint is text with a contrast below 4.5, Small below 12 pixels, Cut beyond
	// the right edge.
	Faint []string `json:"faint"`
	Small []string `json:"small"`
	Cut   []string `json:"cut"`
	// Fetched is what came from elsewhere, Images what would.
	Fetched int  `json:"fetched"`
	Images  int  `json:"images"`
	Dark    bool `json:"dark"`
}

// looks are how mails are read: at the width of a window for mail and of a phone,
// light and dark, in both languages.
func looks() (out []window.Look) {
	for _, width := range []int64{720, 360} {
		for _, scheme := range []string{"light", "dark"} {
			for _, language := range account.Languages() {
				name := scheme + "-" + language
				if width == 360 {
					name = "phone-" + name
				}
				out = append(out, window.Look{Name: name, Scheme: scheme, Language: language, Width: width})
			}
		}
	}
	return out
}

// serveMails shows the HTML of messages at "/language/name".
func serveMails(t *testing.T, list []kindOfMail) string {
	t.Helper()
	mux := http.NewServeMux()
	for _, m := range list {
		for _, language := range account.Languages() {
			page := compose(t, in(language, m.q)).html
			mux.HandleFunc("/"+language+"/"+m.name, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_, _ = w.Write([]byte(page))
			})
		}
	}
	mails := httptest.NewServer(mux)
	t.Cleanup(mails.Close)
	return mails.URL
}

// Every mail is readable by everybody, light and dark, in both languages, in a
// window and on a phone: nothing to scroll sideways, one button that a finger
// hits, the bare link, text that stands out from its ground. Each is examined
// against WCAG 2.2 AA in one of two looks; they share one layout.
func TestMailsAreReadableByEverybody(t *testing.T) {
	list := append(everyMessage(), hardMessages()...)
	url := serveMails(t, list)
	w := window.Open(t, looks()[0])
	for _, l := range looks() {
		w.Wear(l)
		for i, m := range list {
			w.Visit(url+"/"+l.Language+"/"+m.name, "h1")
			look(t, w, m, l)
			if examined := []string{"light-en", "phone-dark-fr"}[i%2]; l.Name == examined {
				w.ExamineMail(m.name + " " + l.Name)
			}
			if inGallery(m, l) {
				w.Picture("mail-" + m.name + "-" + l.Name)
			}
		}
	}
	w.NoComplaints()
}

// galleryReadme says what the pictures show.
const galleryReadme = "../../docs/gallery/README.md"

// Every kind of mail has its line in the gallery.
func TestTheGalleryTellsOfEveryMail(t *testing.T) {
	readme, err := os.ReadFile(galleryReadme)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range append(everyMessage(), hardMessages()...) {
		for _, l := range looks() {
			if picture := "mail-" + m.name + "-" + l.Name + ".png"; inGallery(m, l) && !strings.Contains(string(readme), "("+picture+")") {
				t.Errorf("%s does not tell of %s", galleryReadme, picture)
			}
		}
	}
}

// inGallery tells which pictures are kept when pictures are taken. Of what is
// hard to lay out, one is enough.
func inGallery(m kindOfMail, l window.Look) bool {
	hard := slices.ContainsFunc(hardMessages(), func(h kindOfMail) bool { return h.name == m.name })
	if hard && m.name != "invitation-rtl" {
		return false
	}
	switch l.Name {
	case "light-en", "dark-fr":
		return true
	case "phone-light-en", "phone-dark-fr":
		return strings.HasPrefix(m.name, "invitation")
	}
	return false
}

// look measures a mail in the window.
func look(t *testing.T, w *window.Window, m kindOfMail, l window.Look) {
	t.Helper()
	got := window.Ask[measured](w, measure)
	where := m.name + ", " + l.Name
	if got.Lang != l.Language || got.Dark != (l.Scheme == "dark") {
		t.Errorf("%s: in %q, dark %v", where, got.Lang, got.Dark)
	}
	if got.Overflow > 0 || len(got.Cut) > 0 {
		t.Errorf("%s: wider than the window by %v, cut: %q", where, got.Overflow, got.Cut)
	}
	if len(got.Faint) > 0 || len(got.Small) > 0 {
		t.Errorf("%s: hard to read: %q, small: %q", where, got.Faint, got.Small)
	}
	if got.Fetched > 0 || got.Images > 0 {
		t.Errorf("%s: fetches %d, pictures %d", where, got.Fetched, got.Images)
	}
	if got.Preview == "" {
		t.Errorf("%s: nothing stands beside its subject", where)
	}
	lookAtLink(t, where, got, hasLinkIn(m))
}

// hasLinkIn tells whether a message carries a link.
func hasLinkIn(m kindOfMail) bool { return m.q.Payload.Token != "" }

// lookAtLink looks for the one button and the one bare link, which lead to the
// same place.
func lookAtLink(t *testing.T, where string, got measured, wanted bool) {
	t.Helper()
	if !wanted {
		if len(got.Buttons)+len(got.Bare) > 0 {
			t.Errorf("%s: a link that should not be there", where)
		}
		return
	}
	if len(got.Buttons) != 1 || len(got.Bare) != 1 {
		t.Errorf("%s: %d buttons, %d bare links", where, len(got.Buttons), len(got.Bare))
		return
	}
	if b := got.Buttons[0]; b.H < 44 || b.W < 120 || b.Href != got.Bare[0] {
		t.Errorf("%s: the button is %v × %v, and leads to %s", where, b.W, b.H, b.Href)
	}
}
