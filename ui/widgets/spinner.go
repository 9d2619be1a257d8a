package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"rollcall/ui/theme"
)

// Spinner turns while something works. It costs nothing while it rests, and stops
// by itself once it is no longer shown: each of its steps draws the window anew.
type Spinner struct {
	widget.BaseWidget
	role fyne.ThemeColorName
	arc  *canvas.Arc
	turn *fyne.Animation
	// unseen counts its last steps that no window showed.
	unseen int
}

// unseenMost is after how many such steps it stops: what has just begun to turn
// may not be in its place yet.
const unseenMost = 3

// NewSpinner makes a resting spinner in the colour of a role.
func NewSpinner(role fyne.ThemeColorName) *Spinner {
	s := &Spinner{role: role, arc: &canvas.Arc{CutoutRatio: 0.72}}
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

// SetRole changes the colour.
func (s *Spinner) SetRole(role fyne.ThemeColorName) {
	s.role = role
	s.restyle()
}

// SetRunning shows and turns the spinner, or stops and hides it.
func (s *Spinner) SetRunning(on bool) {
	if on == (s.turn != nil) {
		return
	}
	show(s, on)
	s.unseen = 0
	if !on {
		s.turn.Stop()
		s.turn = nil
		return
	}
	s.turn = &fyne.Animation{Duration: time.Second, RepeatCount: fyne.AnimationRepeatForever, Curve: fyne.AnimationLinear, Tick: s.tick}
	s.turn.Start()
}

// Running tells whether the spinner turns.
func (s *Spinner) Running() bool { return s.turn != nil }

// tick moves in twelve steps a turn, which is smooth enough and spares paint.
func (s *Spinner) tick(done float32) {
	angle := float32(int(done*12)) * 30
	if angle == s.arc.StartAngle {
		return
	}
	if s.unseen++; s.stands() {
		s.unseen = 0
	} else if s.unseen >= unseenMost {
		s.SetRunning(false)
		return
	}
	s.arc.StartAngle, s.arc.EndAngle = angle, angle+270
	s.arc.Refresh()
}

// stands tells whether the spinner is in what a window shows. The toolkit gives
// the corner as the place of what is not.
func (s *Spinner) stands() bool {
	return !fyne.CurrentApp().Driver().AbsolutePositionForObject(s).IsZero()
}

// CreateRenderer implements fyne.Widget.
func (s *Spinner) CreateRenderer() fyne.WidgetRenderer { return render(s, s.arc) }

func (s *Spinner) layout(size fyne.Size) {
	side := min(size.Width, size.Height, 14)
	place(s.arc, (size.Width-side)/2, (size.Height-side)/2, side, side)
}

func (s *Spinner) minSize() fyne.Size { return fyne.NewSquareSize(theme.IconSize) }

func (s *Spinner) restyle() {
	s.arc.FillColor = theme.Color(s.role)
	if s.arc.EndAngle == 0 {
		s.arc.EndAngle = 270
	}
}
