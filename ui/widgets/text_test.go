package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"pgregory.net/rapid"

	"rollcall/ui/theme"
)

func TestWhatDoesNotFitEndsInAnEllipsis(t *testing.T) {
	startApp(t, theme.Light)
	text := NewText("gustavo.pereira-lindqvist@maplepress.example", Small())
	for _, width := range []float32{20, 60, 120, 200, 260} {
		text.Resize(fyne.NewSize(width, 20))
		if !text.Truncated() || !strings.HasSuffix(text.line.Text, "…") {
			t.Errorf("at %v: %q", width, text.line.Text)
		}
		if got := measure(text.line.Text, Small()); got > width+0.5 {
			t.Errorf("at %v the words are %v wide", width, got)
		}
		if !strings.HasPrefix(text.Text(), strings.TrimSuffix(text.line.Text, "…")) {
			t.Errorf("at %v: %q", width, text.line.Text)
		}
	}
	text.Resize(text.MinSize())
	if text.Truncated() || text.line.Text != text.Text() {
		t.Errorf("in its least size: %q", text.line.Text)
	}
}

func TestHitsLieBehindTheirLetters(t *testing.T) {
	startApp(t, theme.Light)
	text := NewText("Amélie Roy", Strong())
	text.Resize(text.MinSize())
	text.SetMarks(Range{From: 7, To: 10})
	if len(text.hits) != 1 || !text.hits[0].Visible() {
		t.Fatalf("%d hits", len(text.hits))
	}
	hit, from := text.hits[0], measure("Amélie ", Strong())
	if got := hit.Position().X; got < from-1 || got > from+1 {
		t.Errorf("the hit begins at %v, want %v", got, from)
	}
	text.Set("Amélie Roy", Strong())
	if text.hits[0].Visible() {
		t.Error("the hit stays after the search")
	}
}

func TestHitsBeyondTheEllipsisAreNotDrawn(t *testing.T) {
	startApp(t, theme.Light)
	text := NewText("a long name that is cut somewhere", Strong())
	text.SetMarks(Range{From: 28, To: 33}, Range{From: -4, To: 400})
	text.Resize(fyne.NewSize(60, 20))
	if text.hits[0].Visible() {
		t.Error("a hit is drawn behind letters that are cut")
	}
	if got := text.hits[1].Size().Width; got > 61 {
		t.Errorf("a hit is %v wide in a text of 60", got)
	}
}

func TestWrappingKeepsEveryWordAndFits(t *testing.T) {
	startApp(t, theme.Light)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zé]{1,9}`), 1, 20).Draw(t, "words")
		width := float32(rapid.IntRange(90, 400).Draw(t, "width"))
		lines := wrap(strings.Join(words, " "), Muted(), width)
		if got := strings.Join(lines, " "); got != strings.Join(words, " ") {
			t.Fatalf("got %q", got)
		}
		for _, line := range lines {
			if strings.Contains(line, " ") && measure(line, Muted()) > width+0.5 {
				t.Fatalf("%q is wider than %v", line, width)
			}
		}
	})
}

func TestALinkWithoutSpacesIsBrokenWhereTheLineEnds(t *testing.T) {
	startApp(t, theme.Light)
	const link = "https://accounts.example.org/invitation/9tFSePGft_BTb44egTBQZvqT1rfJb2k6eé"
	for _, width := range []float32{90, 200, 333} {
		lines := wrap("The link: "+link, Medium(), width)
		if got := strings.Join(lines, ""); got != "The link:"+link {
			t.Errorf("at %v: %q", width, got)
		}
		for _, line := range lines {
			if measure(line, Medium()) > width+0.5 {
				t.Errorf("at %v %q does not fit", width, line)
			}
		}
	}
	if got := wrap(link, Medium(), 0); len(got) != 1 {
		t.Errorf("before anything is laid out it has %d lines", len(got))
	}
}

func TestAParagraphIsAsHighAsItsLines(t *testing.T) {
	startApp(t, theme.Light)
	p := NewParagraph("one two three four five six seven eight nine ten", Muted())
	wide, narrow := p.HeightFor(2000), p.HeightFor(80)
	if wide != 20 || narrow <= 60 {
		t.Errorf("wide %v, narrow %v", wide, narrow)
	}
	if got := NewParagraph("", Muted()).HeightFor(100); got != 0 {
		t.Errorf("no words take %v", got)
	}
	if got := NewParagraph("a\nb", Muted()).HeightFor(500); got != 40 {
		t.Errorf("two lines take %v", got)
	}
}

func TestAStackGivesEachPartTheHeightItNeeds(t *testing.T) {
	startApp(t, theme.Light)
	p := NewParagraph("one two three four five six seven eight nine ten", Muted())
	hidden := NewDivider("")
	hidden.Hide()
	below := NewDivider("")
	s := NewStack(10, p, hidden, below)
	s.Resize(fyne.NewSize(120, s.HeightFor(120)))
	if want := p.HeightFor(120) + 10; below.Position().Y != want {
		t.Errorf("the part below begins at %v, want %v", below.Position().Y, want)
	}
	if want := p.HeightFor(120) + 11; s.HeightFor(120) != want {
		t.Errorf("the stack is %v high, want %v", s.HeightFor(120), want)
	}
}

func TestThePersonsColoursStayTheSame(t *testing.T) {
	seen := map[int]int{}
	for i := range 600 {
		id := strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26)
		again := strings.Clone(id)
		if avatarPair(id) != avatarPair(again) {
			t.Fatal("two colours for one person")
		}
		seen[avatarPair(id)]++
	}
	if len(seen) != theme.AvatarPairs {
		t.Errorf("%d pairs of colours in use", len(seen))
	}
}

func TestEveryIconCanBeDrawn(t *testing.T) {
	startApp(t, theme.Light)
	for _, name := range []IconName{
		IconUsers, IconActivity, IconKey, IconBuilding, IconMail, IconSend, IconTrash, IconShieldCheck, IconShieldOff,
		IconShield, IconChevronDown, IconChevronRight, IconChevronsUpDown, IconSearch, IconPlus, IconClock, IconCircleAlert,
		IconTriangleAlert, IconWifiOff, IconLogOut, IconLock, IconEye, IconEyeOff, IconInfo, IconCheck, IconX, IconSettings,
		IconEllipsis, IconRotate, IconCopy, IconUser, IconPencil, IconHelp, IconRefresh, IconArrowUp, IconArrowDown,
	} {
		i := NewIcon(name, theme.ColorRed)
		i.Resize(fyne.NewSize(16, 16))
		i.restyle()
		if i.image.Resource == nil || !strings.Contains(string(i.image.Resource.Content()), "#bf2c25") {
			t.Errorf("%s is not drawn in its colour", name)
		}
	}
}
