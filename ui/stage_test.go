package ui_test

import (
	"cmp"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"rollcall/ui"
	"rollcall/ui/theme"
	"rollcall/ui/widgets"
	"rollcall/ui/words"
)

// patience is how long a test waits for something that has to come.
const patience = 10 * time.Second

// look is how a window is shown.
type look struct {
	language string
	mode     theme.Mode
	width    float32
	height   float32
}

func (l look) String() string { return string(l.mode) + "-" + l.language }

// stage is one window and the person before it. All that touches the window
// runs on the goroutine of the test, which pumps the queue.
type stage struct {
	t      *testing.T
	look   look
	door   *door
	words  *words.Words
	window *ui.Window
	canvas fyne.Canvas
	queue  chan func()
	camera *camera
	// moves counts what the person did: a second passes with each.
	moves atomic.Int64
}

// now is the time of the window: noon, and what passed since.
func (s *stage) now() time.Time { return noon().Add(time.Duration(s.moves.Load()) * time.Second) }

// raise opens a window on a door; server is the address remembered.
func raise(t *testing.T, d *door, l look, server string, c *camera) *stage {
	t.Helper()
	return raiseWith(t, d, l, server, "", c)
}

// raiseWith is raise with a link that opened the program.
func raiseWith(t *testing.T, d *door, l look, server, link string, c *camera, more ...func(*ui.Options)) *stage {
	t.Helper()
	if l.width == 0 {
		l.width, l.height = 1180, 760
	}
	s := &stage{t: t, look: l, door: d, words: words.New(l.language, time.UTC), queue: make(chan func(), 10_000), camera: c}
	app := test.NewApp()
	o := ui.Options{
		Server: server, Link: link, Language: l.language, Theme: l.mode, Location: time.UTC, Now: s.now,
		Log:   slog.New(slog.DiscardHandler),
		Post:  func(f func()) { s.queue <- f },
		After: func(time.Duration, func()) func() { return func() {} },
	}
	for _, change := range more {
		change(&o)
	}
	w, err := ui.New(app, d, o)
	if err != nil {
		t.Fatal(err)
	}
	s.window, s.canvas = w, w.Window().Canvas()
	w.Window().Resize(fyne.NewSize(l.width, l.height))
	t.Cleanup(func() {
		w.Window().Close()
		w.Wait()
		test.NewApp()
	})
	return s
}

// enter opens a window on the Users screen.
func enter(t *testing.T, d *door, l look, c *camera) *stage {
	t.Helper()
	if d.kept.Token == "" {
		d.keep(d.made.Login)
	}
	s := raise(t, d, l, address, c)
	s.window.Start()
	s.sees(s.T("status.online"))
	return s
}

// T gives words in the language of the window.
func (s *stage) T(key string, args ...words.Args) string { return s.words.T(key, args...) }

// until runs what comes to the window until a condition holds.
func (s *stage) until(what string, cond func() bool) {
	s.t.Helper()
	late := time.After(patience)
	for !cond() {
		select {
		case f := <-s.queue:
			f()
			s.drain()
		case <-late:
			s.t.Fatalf("%s: did not come; on the screen:\n%s", what, read(s.canvas).all())
		}
	}
	s.drain()
}

func (s *stage) drain() {
	for {
		select {
		case f := <-s.queue:
			f()
		default:
			return
		}
	}
}

// sees waits until texts can be read.
func (s *stage) sees(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		s.until(text, func() bool {
			_, ok := read(s.canvas).find(text)
			return ok
		})
	}
}

// misses waits until a text is gone.
func (s *stage) misses(text string) {
	s.t.Helper()
	s.until("no "+text, func() bool {
		_, ok := read(s.canvas).find(text)
		return !ok
	})
}

// tap clicks on a text.
func (s *stage) tap(text string) {
	s.t.Helper()
	s.sees(text)
	at, _ := read(s.canvas).find(text)
	s.click(at.middle())
}

// chip clicks on a chip above the list.
func (s *stage) chip(text string) {
	s.t.Helper()
	at, ok := read(s.canvas).first(text)
	if !ok {
		s.t.Fatalf("no chip %q", text)
	}
	s.click(at.middle())
}

// click clicks at a point, as the real driver does: what is clicked on takes the
// focus by itself, whatever else had it loses it.
func (s *stage) click(at fyne.Position) {
	s.t.Helper()
	o, ok := read(s.canvas).hit(at)
	if !ok {
		s.t.Fatalf("nothing listens at %v", at)
	}
	s.moves.Add(1)
	if f, ok := o.CanvasObject.(fyne.Focusable); !ok || f != s.canvas.Focused() {
		s.canvas.Unfocus()
	}
	ev := fyne.PointEvent{AbsolutePosition: at, Position: at.Subtract(o.at)}
	if m, ok := o.CanvasObject.(desktop.Mouseable); ok {
		m.MouseDown(&desktop.MouseEvent{PointEvent: ev, Button: desktop.MouseButtonPrimary})
		m.MouseUp(&desktop.MouseEvent{PointEvent: ev, Button: desktop.MouseButtonPrimary})
	}
	if t, ok := o.CanvasObject.(fyne.Tappable); ok {
		t.Tapped(&ev)
	}
	s.drain()
}

// tapIn clicks on a text in the row of somebody.
func (s *stage) tapIn(row, text string) {
	s.t.Helper()
	s.sees(row)
	at, ok := read(s.canvas).beside(row, text)
	if !ok {
		s.t.Fatalf("no %q beside %q; on the screen:\n%s", text, row, read(s.canvas).all())
	}
	s.click(at.middle())
}

// trash clicks on the trash can of an invitation, at the right end of its row.
func (s *stage) trash(email string) {
	s.t.Helper()
	s.sees(email)
	at, _ := read(s.canvas).find(email)
	s.click(fyne.NewPos(s.canvas.Size().Width-theme.PageMargin-16, at.middle().Y))
}

// fill clicks below the label of a field and types over what is there.
func (s *stage) fill(label, text string) {
	s.t.Helper()
	s.sees(label)
	at, _ := read(s.canvas).find(label)
	s.click(fyne.NewPos(at.pos.X+20, at.pos.Y+at.size.Height+22))
	focused := s.canvas.Focused()
	if f, ok := focused.(fyne.Shortcutable); ok {
		f.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
	if focused == nil {
		s.t.Fatalf("nothing to type into below %q", label)
	}
	s.paste(text)
}

// paste puts a text into what has the focus, at once.
func (s *stage) paste(text string) {
	s.t.Helper()
	into, ok := s.canvas.Focused().(fyne.Shortcutable)
	if !ok {
		s.t.Fatalf("nothing has the focus to paste %q", text)
	}
	board := test.NewClipboard()
	board.SetContent(text)
	into.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
	s.drain()
}

// write types letters into what has the focus.
func (s *stage) write(text string) {
	s.t.Helper()
	focused := s.canvas.Focused()
	if focused == nil {
		s.t.Fatalf("nothing has the focus to write %q", text)
	}
	test.Type(focused, text)
	s.drain()
}

// press types keys that are no letters, as the real driver does.
func (s *stage) press(keys ...fyne.KeyName) {
	for _, name := range keys {
		s.moves.Add(1)
		ev := &fyne.KeyEvent{Name: name}
		if f := s.canvas.Focused(); f != nil {
			f.TypedKey(ev)
		} else if typed := s.canvas.OnTypedKey(); typed != nil {
			typed(ev)
		}
	}
	s.drain()
}

// wheel turns the wheel over the panel at the right, up when positive.
func (s *stage) wheel(up float32) {
	test.Scroll(s.canvas, fyne.NewPos(s.canvas.Size().Width-100, s.canvas.Size().Height-100), 0, up)
	s.drain()
}

// toHistory scrolls the panel of a person to its end, once all of it is there.
func (s *stage) toHistory() {
	s.t.Helper()
	s.until("the history", func() bool {
		s.wheel(-4000)
		seen := read(s.canvas)
		_, come := seen.find(s.T("person.history"))
		return come && !seen.waits()
	})
}

// list is the list of the Users screen.
func (s *stage) list() *widgets.VirtualList {
	s.t.Helper()
	for _, o := range read(s.canvas).objects {
		if l, ok := o.CanvasObject.(*widgets.VirtualList); ok {
			return l
		}
	}
	s.t.Fatal("no list on the screen")
	return nil
}

// camera takes pictures of some screens into a folder; with none it only looks.
type camera struct {
	t     *testing.T
	dir   string
	wants func(name string) bool
	// plays tells which scenes are gone through.
	plays func(scene string) bool
	taken []string
}

// shot waits for texts, judges the screen, and takes its picture.
func (s *stage) shot(name string, texts ...string) {
	s.t.Helper()
	s.sees(texts...)
	for _, fault := range read(s.canvas).faults() {
		s.t.Errorf("%s-%s: %s", name, s.look, fault)
	}
	if !s.camera.wants(name) {
		return
	}
	picture := s.canvas.Capture()
	if n := colours(picture); n < 12 {
		s.t.Errorf("%s-%s: %d colours: the picture is blank", name, s.look, n)
	}
	s.camera.keep(name+"-"+s.look.String()+".png", picture)
}

// colours counts the colours of a picture, by a grid of points.
func colours(p image.Image) int {
	found := map[color.Color]bool{}
	b := p.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			found[p.At(x, y)] = true
		}
	}
	return len(found)
}

func (c *camera) keep(file string, p image.Image) {
	if slices.Contains(c.taken, file) {
		c.t.Errorf("%s is taken twice", file)
	}
	c.taken = append(c.taken, file)
	if c.dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(c.dir, file))
	if err != nil {
		c.t.Fatal(err)
	}
	press := png.Encoder{CompressionLevel: png.BestCompression}
	if err := press.Encode(f, paletted(p)); err != nil {
		c.t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		c.t.Fatal(err)
	}
}

// paletted gives a picture its 256 most frequent colours, which all but the
// softest shadows are made of, and a third of the size.
func paletted(p image.Image) image.Image {
	count := map[color.Color]int{}
	b := p.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[p.At(x, y)]++
		}
	}
	out := image.NewPaletted(b, palette(count))
	nearest := map[color.Color]uint8{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := p.At(x, y)
			if _, known := nearest[c]; !known {
				nearest[c] = uint8(out.Palette.Index(c))
			}
			out.SetColorIndex(x, y, nearest[c])
		}
	}
	return out
}

// palette chooses from colours by how often they occur: first the commonest of
// each sixteenth of red, green and blue, so that a small mark keeps its colour.
func palette(count map[color.Color]int) color.Palette {
	byUse := slices.SortedFunc(maps.Keys(count), func(a, b color.Color) int {
		return cmp.Or(count[b]-count[a], int(number(a))-int(number(b)))
	})
	var first, rest color.Palette
	seen := map[uint32]bool{}
	for _, c := range byUse {
		if cell := number(c) & 0xf0f0f0; !seen[cell] {
			seen[cell] = true
			first = append(first, c)
		} else {
			rest = append(rest, c)
		}
	}
	first = first[:min(160, len(first))]
	return append(first, rest[:min(256-len(first), len(rest))]...)
}

// number orders colours.
func number(c color.Color) uint32 {
	r, g, b, _ := c.RGBA()
	return r>>8<<16 | g>>8<<8 | b>>8
}
