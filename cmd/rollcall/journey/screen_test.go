package journey

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// shot is what the screen showed at one moment.
type shot = image.RGBA

const (
	// stillFor is how long the screen must not change before it is read: what is
	// on its way is looked at once it has come.
	stillFor = 80 * time.Millisecond
	// stillLimit is how long that is waited for: something may turn for long.
	stillLimit = time.Second
	// pace is the time between two looks at something that is measured.
	pace = 60 * time.Millisecond
)

// screen is the picture of the screen as it is now. The virtual display keeps it
// in a file, in the format of X window dumps (XWDFile.h).
func (d *desk) screen() *shot {
	d.t.Helper()
	file, err := os.ReadFile(filepath.Join(d.frames, "Xvfb_screen0"))
	must(d.t, err)
	img, err := parseDump(file)
	must(d.t, err)
	return img
}

// parseDump reads a picture of 32 bits for each point, blue, green, red, unused.
func parseDump(file []byte) (*shot, error) {
	const (
		headerSize, width, height, bitsPerPixel, bytesPerLine, colours = 0, 4, 5, 11, 12, 19
		fields, colourSize                                             = 25, 12
	)
	if len(file) < 4*fields {
		return nil, fmt.Errorf("a dump of %d bytes", len(file))
	}
	field := func(n int) int { return int(binary.BigEndian.Uint32(file[4*n:])) }
	begin, line := field(headerSize)+field(colours)*colourSize, field(bytesPerLine)
	img := image.NewRGBA(image.Rect(0, 0, field(width), field(height)))
	if field(bitsPerPixel) != 32 || len(file) < begin+line*field(height) {
		return nil, fmt.Errorf("a dump with %d bits for a point, of %d bytes", field(bitsPerPixel), len(file))
	}
	for y := range field(height) {
		from, to := file[begin+y*line:], img.Pix[y*img.Stride:(y+1)*img.Stride]
		for x := 0; x < len(to); x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = from[x+2], from[x+1], from[x], 0xff
		}
	}
	return img, nil
}

// still is the picture of the screen once it does not change for a moment.
func (d *desk) still() *shot {
	d.t.Helper()
	return d.resting(stillFor)
}

// resting is the picture of the screen once it has not changed for so long.
func (d *desk) resting(quiet time.Duration) *shot {
	d.t.Helper()
	now, since := d.screen(), time.Now()
	for begun := since; time.Since(begun) < stillLimit+quiet; {
		<-time.After(stillFor)
		before := now
		if now = d.screen(); !bytes.Equal(before.Pix, now.Pix) {
			since = time.Now()
		} else if time.Since(since) >= quiet {
			break
		}
	}
	return now
}

// changed is the part where two pictures of the same size are not the same,
// counted from their corner.
func changed(before, after *shot) image.Rectangle {
	var part image.Rectangle
	width := 4 * after.Rect.Dx()
	for y := range after.Rect.Dy() {
		a, b := before.Pix[y*before.Stride:][:width], after.Pix[y*after.Stride:][:width]
		if bytes.Equal(a, b) {
			continue
		}
		first, last := 0, len(a)-4
		for bytes.Equal(a[first:first+4], b[first:first+4]) {
			first += 4
		}
		for bytes.Equal(a[last:last+4], b[last:last+4]) {
			last -= 4
		}
		part = part.Union(image.Rect(first/4, y, last/4+1, y+1))
	}
	return part
}

// cut is a part of a picture.
func cut(img *shot, part image.Rectangle) *shot { return img.SubImage(part).(*shot) }

// picture saves what the screen shows.
func (d *desk) picture(name string) {
	d.shots++
	var out bytes.Buffer
	must(d.t, (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, d.screen()))
	must(d.t, os.WriteFile(filepath.Join(d.pictures, fmt.Sprintf("%02d-%s.png", d.shots, name)), out.Bytes(), 0o644))
}

func TestChangedIsTheSmallestPart(t *testing.T) {
	a, b := image.NewRGBA(image.Rect(0, 0, 40, 30)), image.NewRGBA(image.Rect(0, 0, 40, 30))
	if got := changed(a, b); !got.Empty() {
		t.Errorf("between the same pictures %v changed", got)
	}
	b.Pix[b.PixOffset(7, 9)+1] = 1
	b.Pix[b.PixOffset(30, 4)] = 1
	if got, want := changed(a, b), image.Rect(7, 4, 31, 10); got != want {
		t.Errorf("changed %v, want %v", got, want)
	}
	part := image.Rect(10, 0, 20, 30)
	if got := changed(cut(a, part), cut(b, part)); !got.Empty() {
		t.Errorf("changed %v of a part that did not", got)
	}
}
