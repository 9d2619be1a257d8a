package widgets

import (
	"fmt"
	"runtime"
	"testing"

	"fyne.io/fyne/v2"

	"rollcall/ui/theme"
)

// peopleList is a list of n people under a heading, with keys.
func peopleList(n int) *VirtualList {
	l := NewVirtualList(ListSource{
		Create: func(kind int) fyne.CanvasObject {
			if kind == 0 {
				return NewHeadingRow()
			}
			return NewPersonRow()
		},
		Update: func(i int, o fyne.CanvasObject) {
			switch r := o.(type) {
			case *HeadingRow:
				r.Set(HeadingData{ID: "users", Title: "Users", Count: fmt.Sprint(n)})
			case *PersonRow:
				r.Set(personAt(i))
			}
		},
		Key:     func(i int) string { return fmt.Sprint(i) },
		IndexOf: func(key string) int { var i int; fmt.Sscan(key, &i); return i },
	})
	l.SetSpans([]Span{{Kind: 0, Count: 1, Height: theme.SectionHeight}, {Kind: 1, Count: n, Height: theme.RowHeight}})
	return l
}

func personAt(i int) PersonData {
	id := fmt.Sprintf("u%d", i)
	return PersonData{
		ID: id, Initials: "AR", Name: "Amélie Roy " + id, Email: "amelie.roy." + id + "@maplepress.example",
		Badge: BadgeData{Text: "Administrator", Tone: Accent}, TwoFactor: "On", TwoFactorOn: i%3 != 0,
		LastActive: fmt.Sprintf("%d days ago", i%90), Actions: "Actions",
	}
}

func BenchmarkListFirstRender(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			startApp(b, theme.Light)
			for b.Loop() {
				l := peopleList(n)
				l.Resize(fyne.NewSize(948, 600))
			}
		})
	}
}

func BenchmarkListScrollStep(b *testing.B) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			startApp(b, theme.Light)
			l := peopleList(n)
			openWindow(b, l, fyne.NewSize(948, 600))
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			down := float32(-60)
			for b.Loop() {
				l.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, down)})
				if l.offset >= l.maxOffset() || l.offset == 0 {
					down = -down
				}
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric(float64(int64(after.HeapInuse)-int64(before.HeapInuse))/1e6, "MB-grown")
		})
	}
}
