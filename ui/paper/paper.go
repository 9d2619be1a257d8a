// Package paper puts a list on sheets of paper, as a PDF file.
package paper

import (
	"io"
	"time"

	"github.com/go-pdf/fpdf"

	"rollcall/assets"
)

// Size is a format of paper.
type Size string

// The formats: that of North America and some of its neighbours, that of the rest
// of the world.
const (
	A4     Size = "a4"
	Letter Size = "letter"
)

// Table is what stands on the sheets. Every row has as many fields as there are
// columns, and every row is drawn: fields that are too long go on below.
type Table struct {
	// Title and Lines stand on the first sheet, Running on top of the others.
	Title   string
	Lines   []string
	Running string
	Columns []Column
	Rows    [][]string
	// Page says in the foot which sheet of how many it is.
	Page func(n, of int) string
	// Missing explains, below the rows, the box that stands for a character that
	// the typeface does not have. It is drawn only when there is one.
	Missing string
	// Language is that of the texts, for readers aloud.
	Language string
	Size     Size
	// Made is when, by the clock of the reader.
	Made time.Time
}

// Column is one of the columns. Share is how much of the width it has, beside
// those of the others.
type Column struct {
	Heading string
	Share   float64
}

// Write makes the file. Errors are those of the writer, or that the typeface is
// broken.
func Write(to io.Writer, t Table) error {
	s, err := newSheets(t)
	if err != nil {
		return err
	}
	s.draw()
	return s.pdf.Output(to)
}

const (
	family  = "Inter"
	regular = ""
	bold    = "B"
)

// newPDF opens a document with the house's typeface.
func newPDF(t Table) (*fpdf.Fpdf, error) {
	name := "A4"
	if t.Size == Letter {
		name = "Letter"
	}
	pdf := fpdf.New("P", "mm", name, "")
	for style, file := range map[string]string{regular: "Inter-Regular", bold: "Inter-SemiBold"} {
		font, err := assets.PaperFont(file)
		if err != nil {
			return nil, err
		}
		pdf.AddUTF8FontFromBytes(family, style, font)
	}
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetTitle(t.Title, true)
	pdf.SetCreator("Rollcall", true)
	pdf.SetLang(t.Language)
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(t.Made)
	pdf.SetModificationDate(t.Made)
	return pdf, pdf.Error()
}
