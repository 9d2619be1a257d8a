package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"

	"rollcall/assets"
	"rollcall/server/words"
)

// drawer turns what a page says into HTML.
type drawer struct {
	book          *words.Book
	pages         map[string]*template.Template
	style, script string
}

func newDrawer() (*drawer, error) {
	book, err := words.Read(assets.Pages, "pages")
	if err != nil {
		return nil, err
	}
	d := &drawer{book: book, pages: map[string]*template.Template{}}
	for _, name := range []string{"form", "elsewhere", "elsewhere-code", "reset", "change", "done", "message"} {
		d.pages[name], err = template.ParseFS(assets.Pages, "pages/layout.html", "pages/parts.html", "pages/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("web: templates: %w", err)
		}
	}
	if d.style, err = readTexts("page.css"); err == nil {
		d.script, err = readTexts("reveal.js", "live.js")
	}
	return d, err
}

// readTexts joins files of the pages.
func readTexts(names ...string) (text string, err error) {
	for _, name := range names {
		b, err := assets.Pages.ReadFile("pages/" + name)
		if err != nil {
			return "", fmt.Errorf("web: %w", err)
		}
		text += string(b)
	}
	return text, nil
}

// policy lets a page use its own style and script, known by their hashes, ask
// its own service, and nothing else (CSP level 3; ASVS 3.4.3).
func (d *drawer) policy() string {
	return "default-src 'none'; style-src '" + sourceHash(d.style) + "'; script-src '" + sourceHash(d.script) +
		"'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// frame is what every page has.
type frame struct {
	words.Speaker
	Title         string
	Style         template.CSS
	Other         *tongue
	Heading, Text string
}

// tongue is a language by its own name.
type tongue struct {
	Language, Name string
	Chosen         bool
}

func (d *drawer) frame(s words.Speaker, title string) frame {
	// The style is the program's own text.
	return frame{Speaker: s, Title: title, Style: template.CSS(d.style), Heading: title} //nolint:gosec
}

// tongues lists the languages by their own names, as a person looks for them.
func tongues(chosen string) []tongue {
	list := []tongue{{Language: "en", Name: "English"}, {Language: "fr", Name: "Français"}}
	for i := range list {
		list[i].Chosen = list[i].Language == chosen
	}
	return list
}

// otherTongue is the language that the page could also be read in.
func otherTongue(spoken string) *tongue {
	for _, t := range tongues(spoken) {
		if !t.Chosen {
			return &t
		}
	}
	return nil
}

// scriptOf marks the program's own script as such.
func scriptOf(d *drawer) template.JS { return template.JS(d.script) } //nolint:gosec

// draw writes a page. Nothing of a page that fails half-way reaches the reader.
func (p *pages) draw(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var page bytes.Buffer
	if err := p.drawer.pages[name].ExecuteTemplate(&page, "layout", data); err != nil {
		p.Log.ErrorContext(r.Context(), "web: a page cannot be drawn", "page", name, "error", err)
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// The reader may be gone: there is nobody left to tell.
	_, _ = w.Write(page.Bytes())
}

// messagePage is a page that only says something.
type messagePage struct {
	frame
	Next *advice
	// How is the heading of the steps, which most messages do without.
	How   string
	Steps []step
}

// advice is a second paragraph with its heading.
type advice struct{ Heading, Text string }

// message answers with a title and a sentence, by their name in the words; pairs
// are the values in them.
func (p *pages) message(w http.ResponseWriter, r *http.Request, status int, s words.Speaker, name string, pairs ...any) {
	title, err := s.Say(name + ".title")
	if err != nil {
		title = name
	}
	f := p.drawer.frame(s, title)
	f.Text, err = s.Say(name+".text", pairs...)
	if err != nil {
		p.Log.ErrorContext(r.Context(), "web: a sentence is missing", "error", err)
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		f.Other = otherTongue(s.Language)
	}
	p.draw(w, r, status, "message", messagePage{frame: f})
}
