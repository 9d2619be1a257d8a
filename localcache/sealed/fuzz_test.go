package sealed_test

import "testing"

// FuzzFile writes anything anywhere into a file, or its journal. What it holds
// is unchanged then, or an error says that it is damaged.
func FuzzFile(f *testing.F) {
	o, _, now := twoStates(f)
	whole := newTwins(f, o, now)
	o, before := cutOff(f)
	half := newTwins(f, o, before)
	for _, seed := range []struct {
		at   uint
		with string
	}{
		{0, "SQLite format 4"}, {16, "\x02\x00"}, {18, "\x02\x02"}, {18, "0\x02"}, {28, "\xff\xff"}, {100, "\x05\x00\x01"}, {16384, "\x0d\xff"}, {60000, "no"},
	} {
		f.Add(seed.at, []byte(seed.with), false)
		f.Add(seed.at, []byte(seed.with), true)
	}
	f.Fuzz(func(t *testing.T, at uint, with []byte, journal bool) {
		w, file, spoilt := twins{TB: t, o: o, want: now}, overwritten(whole.file, at, with), []byte(nil)
		if journal {
			w.want, file, spoilt = before, half.file, overwritten(half.journal, at, with)
		}
		w.try(t.TempDir(), "overwritten", file, spoilt)
	})
}

func overwritten(b []byte, at uint, with []byte) []byte {
	b = append([]byte(nil), b...)
	copy(b[at%uint(len(b)):], with)
	return b
}
