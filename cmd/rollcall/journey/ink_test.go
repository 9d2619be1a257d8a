package journey

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"slices"
	"testing"

	reference "golang.org/x/image/draw"
)

// enlarge makes the picture larger and leaves ink and paper only. Ink is thin and
// darker than what lies around it (or lighter, when inverted): grey words, words
// on a dimmed window and words on a button are then read as well as black on
// white.
func enlarge(img *shot, inverted bool) *image.Gray {
	grey := greyOf(img)
	if inverted {
		for i, v := range grey.Pix {
			grey.Pix[i] = 255 - v
		}
	}
	return inkAndPaper(twice(grey))
}

// greyOf weighs the colours as image/color does.
func greyOf(img *shot) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	grey := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		from, to := img.Pix[y*img.Stride:][:4*w], grey.Pix[y*w:][:w]
		for x := range to {
			p := from[4*x : 4*x+3 : 4*x+3]
			to[x] = uint8((19595*uint32(p[0]) + 38470*uint32(p[1]) + 7471*uint32(p[2]) + 1<<15) >> 16)
		}
	}
	return grey
}

// twice makes a picture twice (zoom) as large by Catmull and Rom's curves, first
// its height, then its width.
func twice(grey *image.Gray) *image.Gray {
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	row := func(y int) []uint8 { return grey.Pix[min(max(y, 0), h-1)*w:][:w] }
	out := image.NewGray(image.Rect(0, 0, zoom*w, zoom*h))
	tall, wide := make([]int32, w+4), make([]int32, zoom*w)
	for y := range zoom * h {
		near := y%2*2 - 1 // the neighbour that is nearer to this half of the row
		quarters(tall[2:w+2], 1, row(y/2+2*near), row(y/2+near), row(y/2), row(y/2-near))
		tall[0], tall[1], tall[w+2], tall[w+3] = tall[2], tall[2], tall[w+1], tall[w+1]
		quarters(wide, zoom, tall, tall[1:], tall[2:], tall[3:])
		quarters(wide[1:], zoom, tall[4:], tall[3:], tall[2:], tall[1:])
		for x, v := range wide {
			out.Pix[y*zoom*w+x] = uint8(min(max((v+1<<13)>>14, 0), 255))
		}
	}
	return out
}

// quarters gives 128 times what lies a quarter of the way from at to near, in
// every step-th point of out. The weights are Catmull and Rom's.
func quarters[T uint8 | int32](out []int32, step int, far, near, at, away []T) {
	n := (len(out) + step - 1) / step
	far, near, at, away = far[:n], near[:n], at[:n], away[:n]
	for i := range n {
		out[i*step] = 111*int32(at[i]) + 29*int32(near[i]) - 9*int32(away[i]) - 3*int32(far[i])
	}
}

const (
	// stroke is half the width of the thickest stroke, in enlarged pixels.
	stroke = 7
	// inkLeast and inkFull are how much darker than the paper the faintest and
	// the full ink are, of 255.
	inkLeast, inkFull = 14, 60
)

// inkAndPaper is a black-hat: what closing the picture (the lightest of the
// neighbourhood, then the darkest of those) fills in was ink.
func inkAndPaper(grey *image.Gray) *image.Gray {
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	closed := spread(spread(grey.Pix, w, h, lighter), w, h, darker)
	out := image.NewGray(grey.Rect)
	for i, v := range grey.Pix {
		depth := max(int(closed[i])-int(v)-inkLeast, 0)
		out.Pix[i] = uint8(255 - min(depth*255/(inkFull-inkLeast), 255))
	}
	wipe(out)
	return out
}

const (
	// patch is the side of the squares whose ink is weighed, in enlarged pixels,
	// and beyond what is wiped around one that is too dense.
	patch, beyond = 96, 40
	// dense is the part of ink that no writing reaches: on all screens it is at
	// most 0.38, in a QR code at least 0.56.
	dense = 0.47
)

// wipe takes away what is not writing: a recogniser finds letters in a QR code,
// and mixes them with the words beside it.
func wipe(ink *image.Gray) {
	w, h := ink.Rect.Dx(), ink.Rect.Dy()
	var paper []image.Rectangle
	for y := 0; y+patch <= h; y += patch / 2 {
		for x := 0; x+patch <= w; x += patch / 2 {
			sum := 0
			for row := range patch {
				for _, v := range ink.Pix[(y+row)*w+x:][:patch] {
					sum += 255 - int(v)
				}
			}
			if float64(sum) > dense*255*patch*patch {
				paper = append(paper, image.Rect(x, y, x+patch, y+patch).Inset(-beyond))
			}
		}
	}
	for _, p := range paper {
		draw.Draw(ink, p, image.White, image.Point{}, draw.Src)
	}
}

// lighter and darker keep, of each pair, the one.
func lighter(dst, src []uint8) {
	for i, v := range src {
		dst[i] = max(dst[i], v)
	}
}

func darker(dst, src []uint8) {
	for i, v := range src {
		dst[i] = min(dst[i], v)
	}
}

// spread gives every pixel the most of the square around it. Each step widens
// the squares, which begin at their pixel, from 1 by 2, 4, 8 to 2*stroke+1; at
// last each moves to its centre.
func spread(in []uint8, w, h int, most func(dst, src []uint8)) []uint8 {
	wide := slices.Clone(in)
	for _, step := range []int{1, 2, 4, 2*stroke - 7} {
		for y := range h {
			row := wide[y*w : (y+1)*w]
			most(row[:max(w-step, 0)], row[min(step, w):])
		}
		for y := range max(h-step, 0) {
			most(wide[y*w:(y+1)*w], wide[(y+step)*w:(y+step+1)*w])
		}
	}
	out := make([]uint8, 0, len(in))
	for y := range h {
		row := wide[max(y-stroke, 0)*w:][:w]
		for range min(stroke, w) {
			out = append(out, row[0])
		}
		out = append(out, row[:max(w-stroke, 0)]...)
	}
	return out
}

// A reading is only as good as its picture: the quick way to enlarge gives what
// the one of the library gives, but for how it is rounded.
func TestTwiceIsCatmullAndRoms(t *testing.T) {
	img, dice := image.NewRGBA(image.Rect(0, 0, 37, 23)), rand.New(rand.NewPCG(1, 2))
	for y := range 23 {
		for x := range 37 {
			// Not so far apart that a curve leaves what a colour can be.
			some := func() uint8 { return uint8(64 + dice.UintN(128)) }
			img.SetRGBA(x, y, color.RGBA{R: some(), G: some(), B: some(), A: 255})
		}
	}
	part := cut(img, image.Rect(3, 2, 34, 20))
	got := twice(greyOf(part))
	want := image.NewGray(got.Rect)
	reference.CatmullRom.Scale(want, want.Rect, part, part.Rect, draw.Src, nil)
	for y := 2 * zoom; y < got.Rect.Dy()-2*zoom; y++ {
		for x := 2 * zoom; x < got.Rect.Dx()-2*zoom; x++ {
			if a, b := int(got.GrayAt(x, y).Y), int(want.GrayAt(x, y).Y); max(a-b, b-a) > 1 {
				t.Fatalf("the point %d, %d is %d, want %d", x, y, a, b)
			}
		}
	}
}
