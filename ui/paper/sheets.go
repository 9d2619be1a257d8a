package paper

import (
	"github.com/go-pdf/fpdf"
)

// Measures, in millimetres, and sizes of type, in points.
const (
	margin     = 16.0
	gutter     = 3.0
	lineHeight = 4.2
	rowPadding = 1.4
	headHeight = 7.0
	footHeight = 8.0

	titleSize = 16.0
	lineSize  = 9.5
	rowSize   = 8.5
	smallSize = 8.0
)

// Greys: the ink of the house, its muted form, and its lines.
const (
	ink   = 0x1a
	muted = 0x5d
	rule  = 0xd0
)

// sheets draws a table, sheet after sheet.
type sheets struct {
	of     Table
	pdf    *fpdf.Fpdf
	glyphs *glyphs
	// width and height are those of a sheet.
	width, height float64
	widths        []float64
	rows          []row
	y             float64
}

// row is one row, its fields broken into lines.
type row struct {
	fields [][]string
	height float64
}

func newSheets(t Table) (*sheets, error) {
	pdf, err := newPDF(t)
	if err != nil {
		return nil, err
	}
	s := &sheets{of: t, pdf: pdf}
	if s.glyphs, err = newGlyphs(); err != nil {
		return nil, err
	}
	s.width, s.height = pdf.GetPageSize()
	s.share()
	s.breakRows()
	return s, nil
}

// share gives the columns their widths.
func (s *sheets) share() {
	total := 0.0
	for _, c := range s.of.Columns {
		total += c.Share
	}
	inner := s.width - 2*margin - gutter*float64(len(s.of.Columns)-1)
	for _, c := range s.of.Columns {
		s.widths = append(s.widths, inner*c.Share/total)
	}
}

func (s *sheets) breakRows() {
	s.pdf.SetFont(family, regular, rowSize)
	for _, fields := range s.of.Rows {
		r, most := row{}, 1
		for i, f := range fields {
			lines := s.fit(s.glyphs.legible(f), s.widths[i])
			r.fields, most = append(r.fields, lines), max(most, len(lines))
		}
		r.height = float64(most)*lineHeight + 2*rowPadding
		s.rows = append(s.rows, r)
	}
}

// draw draws all sheets. How many there are is known before the first is drawn,
// since it stands in their feet.
func (s *sheets) draw() {
	pages := s.paginate()
	for i, rows := range pages {
		s.pdf.AddPage()
		s.y = margin
		if i == 0 {
			s.top()
		} else {
			s.running()
		}
		s.headings()
		for _, r := range rows {
			s.row(r)
		}
		if i == len(pages)-1 {
			s.missing()
		}
		s.foot(s.of.Page(i+1, len(pages)))
	}
}

// paginate deals the rows out to the sheets. A row is never parted.
func (s *sheets) paginate() [][]row {
	pages, room := [][]row{nil}, s.room(s.topHeight())
	for _, r := range s.rows {
		last := len(pages) - 1
		if r.height > room && len(pages[last]) > 0 {
			pages, room = append(pages, nil), s.room(s.runningHeight())
			last++
		}
		pages[last] = append(pages[last], r)
		room -= r.height
	}
	return pages
}

// room is how high the rows of a sheet may be, under what stands on top. The line
// that explains the box has its place on each.
func (s *sheets) room(top float64) float64 {
	return s.height - 2*margin - footHeight - headHeight - lineHeight - top
}

func (s *sheets) topHeight() float64 { return 9 + 5*float64(len(s.of.Lines)) + 4 }

func (s *sheets) runningHeight() float64 { return 6 }

func (s *sheets) top() {
	s.text(bold, titleSize, ink, margin, s.y+5.5, s.of.Title)
	for i, line := range s.of.Lines {
		s.text(regular, lineSize, muted, margin, s.y+12.5+5*float64(i), line)
	}
	s.y += s.topHeight()
}

func (s *sheets) running() {
	s.text(regular, smallSize, muted, margin, s.y+2.5, s.of.Running)
	s.y += s.runningHeight()
}

func (s *sheets) headings() {
	x := margin
	for i, c := range s.of.Columns {
		s.text(bold, smallSize, muted, x, s.y+4.2, c.Heading)
		x += s.widths[i] + gutter
	}
	s.y += headHeight
	s.rule(ink)
}

func (s *sheets) row(r row) {
	x := margin
	for i, lines := range r.fields {
		for n, line := range lines {
			s.text(regular, rowSize, ink, x, s.y+rowPadding+3.1+lineHeight*float64(n), line)
		}
		x += s.widths[i] + gutter
	}
	s.y += r.height
	s.rule(rule)
}

func (s *sheets) missing() {
	if s.glyphs.missed {
		s.text(regular, smallSize, muted, margin, s.y+lineHeight, s.of.Missing)
	}
}

func (s *sheets) foot(text string) {
	s.pdf.SetFont(family, regular, smallSize)
	s.text(regular, smallSize, muted, s.width-margin-s.pdf.GetStringWidth(text), s.height-margin, text)
}

func (s *sheets) text(style string, size float64, grey int, x, y float64, text string) {
	s.pdf.SetFont(family, style, size)
	s.pdf.SetTextColor(grey, grey, grey)
	s.pdf.Text(x, y, s.glyphs.legible(text))
}

// rule draws a line across the sheet, under what was drawn last.
func (s *sheets) rule(grey int) {
	s.pdf.SetDrawColor(grey, grey, grey)
	s.pdf.SetLineWidth(0.15)
	s.pdf.Line(margin, s.y, s.width-margin, s.y)
}
