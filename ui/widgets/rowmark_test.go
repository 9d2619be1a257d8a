package widgets

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
)

func waitingMark() MarkData {
	return MarkData{Icon: IconClock, Text: "Waiting to be sent: deletion", Tone: Amber, Tip: "Waiting to be sent: deletion\nNot done: new permissions"}
}

// apart tells whether none of some parts of a row stand on each other.
func apart(t *testing.T, width float32, parts ...fyne.CanvasObject) {
	t.Helper()
	for i, a := range parts {
		for _, b := range parts[i+1:] {
			if !a.Visible() || !b.Visible() {
				continue
			}
			x := min(a.Position().X+a.Size().Width, b.Position().X+b.Size().Width) - max(a.Position().X, b.Position().X)
			y := min(a.Position().Y+a.Size().Height, b.Position().Y+b.Size().Height) - max(a.Position().Y, b.Position().Y)
			if x > 0.5 && y > 4 {
				t.Errorf("at %v a %T at %v %v and a %T at %v %v", width, a, a.Position(), a.Size(), b, b.Position(), b.Size())
			}
		}
	}
}

func TestAMarkHasALineOfItsOwnInARowOfAPerson(t *testing.T) {
	startApp(t, theme.Light)
	r := NewPersonRow()
	openWindow(t, r, fyne.NewSize(948, 56))
	d := guest()
	d.Mark, d.Ends, d.EndsTone = waitingMark(), "until Dec 31", Amber
	for _, name := range []string{"Karim Benali", strings.Repeat("Gustavo Pereira-Lindqvist ", 3)} {
		d.Name = name
		r.Set(d)
		for _, width := range []float32{588, 640, 700, 756, 948, 1300} {
			r.Resize(fyne.NewSize(width, 56))
			apart(t, width, r.avatar, r.name, r.second, r.ends, r.mark.icon, r.mark.text, r.badge, r.shield, r.factor, r.active, r.actions)
			if r.mark.text.Position().Y < r.name.Position().Y+18 {
				t.Errorf("at %v the mark is not under the name", width)
			}
		}
	}
	if got := r.tipFor(r.mark.text.Position().AddXY(4, 4)); got != d.Mark.Tip {
		t.Errorf("the tip says %q", got)
	}
	d.Mark = MarkData{}
	r.Set(d)
	if !r.second.Visible() || r.second.Position().Y != 28 || r.mark.text.Visible() {
		t.Error("a row that waits no more keeps the room of its mark")
	}
}

func TestAMarkHasALineOfItsOwnInARowOfAnInvitation(t *testing.T) {
	startApp(t, theme.Light)
	r := NewInvitationRow()
	openWindow(t, r, fyne.NewSize(948, 56))
	d := bounced()
	d.Mark = waitingMark()
	d.Mark.Text = "Waiting to be sent: correction to lise.gagnon-with-a-long-name@gmail.example"
	r.Set(d)
	for _, width := range []float32{588, 640, 700, 756, 948, 1300} {
		r.Resize(fyne.NewSize(width, 56))
		apart(t, width, r.disc, r.email, r.second, r.badge, r.state, r.mark.icon, r.mark.text, r.action, r.trash)
	}
}

func TestTheStatusLineHasRoomForWordsBarAndLink(t *testing.T) {
	startApp(t, theme.Light)
	s := NewStatusLine()
	openWindow(t, s, fyne.NewSize(756, 36))
	pressed := 0
	s.OnLink = func() { pressed++ }
	s.Set(MarkBusy, "Mise à jour… 12 500 sur 100 000 · état de la liste : hier, 17 h 05")
	s.SetPart(0.125)
	s.SetLink("12 changements en attente d’envoi")
	for _, width := range []float32{756, 948, 1300} {
		s.Resize(fyne.NewSize(width, 36))
		apart(t, width, s.dot, s.spin, s.text, s.bar, s.link)
		if end := s.link.Position().X + s.link.Size().Width; end > width-theme.PageMargin+0.5 {
			t.Errorf("at %v the link ends at %v", width, end)
		}
	}
	if s.text.Truncated() && s.Size().Width >= 948 {
		t.Error("the words are cut")
	}
	s.link.Press()
	canvasOf(s).Focus(s.link)
	s.SetLink("")
	s.SetPart(-1)
	if pressed != 1 || s.link.Visible() || s.bar.Visible() || canvasOf(s).Focused() != nil {
		t.Errorf("pressed %d times; link %v, bar %v, the focus on %T", pressed, s.link.Visible(), s.bar.Visible(), canvasOf(s).Focused())
	}
}

func TestARowOfWhatWaitsKeepsItsPartsApart(t *testing.T) {
	startApp(t, theme.Light)
	r := NewWaitingRow()
	openWindow(t, r, fyne.NewSize(650, 200))
	for _, d := range []WaitingData{
		{ID: "a", Title: "Delete Ana Roy", Detail: strings.Repeat("ana@maple.example ", 9), State: "Waiting to be sent", Since: "Decided today, 14:12", Icon: IconClock, Tone: Amber, TakeBack: "Take back"},
		{ID: "b", Title: "Resend", State: "Sent, no answer yet", Since: "Decided today", Why: strings.Repeat("It may be done already. ", 6), TakeBack: "Take back", Refusal: "It may be done already."},
		{ID: "c", Title: "Delete Ana Roy", Detail: "ana@maple.example", State: "Not done", Since: "Decided today", Why: strings.Repeat("Meanwhile Ana Roy was renamed. ", 8), TakeBack: "Discard", Anew: "Delete anyway", Danger: true},
	} {
		for _, width := range []float32{420, 650} {
			h := d.HeightIn(width)
			r.Set(d)
			r.Resize(fyne.NewSize(width, h))
			apart(t, width, r.icon, r.title, r.detail, r.state, r.since, r.why, r.back, r.anew)
			if end := r.why.Position().Y + r.why.Size().Height; d.Why != "" && end > h {
				t.Errorf("%s at %v: the words end at %v of %v", d.ID, width, end, h)
			}
			if end := r.back.Position().Y + r.back.Size().Height; end > h {
				t.Errorf("%s at %v: the button ends at %v of %v", d.ID, width, end, h)
			}
		}
	}
	if !r.anew.Visible() || r.back.Disabled() {
		t.Error("a refused act cannot be discarded or done anyway")
	}
}
