package view

import (
	"cmp"
	"encoding/binary"
	"runtime"
	"slices"
	"sync"
)

// partSize is how many entries are worth a processor of their own.
const partSize = 2000

// inParts has the numbers from 0 to n worked on in parts, on all processors when
// there are many, and waits for the last.
func inParts(n int, work func(from, to int)) {
	parts := max(1, min(runtime.GOMAXPROCS(0), n/partSize))
	var busy sync.WaitGroup
	for i := range parts {
		busy.Go(func() { work(i*n/parts, (i+1)*n/parts) })
	}
	busy.Wait()
}

// headed is the place of an entry with the head of its key.
type headed struct {
	head [4]uint64
	at   int
}

// sortedByName gives the places of entries in the order of their keys. The head
// of each key is compared first, where it lies beside its neighbours': reaching
// for every key costs more than comparing it.
func sortedByName[T any](list []entry[T]) []int {
	heads := make([]headed, len(list))
	compare := func(a, b headed) int {
		for part := range a.head {
			if a.head[part] != b.head[part] {
				return cmp.Compare(a.head[part], b.head[part])
			}
		}
		return cmp.Or(compareKeys(&list[a.at], &list[b.at]), cmp.Compare(a.at, b.at))
	}
	var mu sync.Mutex
	var parts [][]headed
	inParts(len(list), func(from, to int) {
		for i := from; i < to; i++ {
			heads[i] = headed{headOf(list[i].key), i}
		}
		slices.SortFunc(heads[from:to], compare)
		mu.Lock()
		defer mu.Unlock()
		parts = append(parts, heads[from:to])
	})
	sorted := mergeHeads(parts, compare)
	places := make([]int, len(sorted))
	for i, h := range sorted {
		places[i] = h.at
	}
	return places
}

func headOf(key string) (head [4]uint64) {
	var start [32]byte
	copy(start[:], key)
	for part := range head {
		head[part] = binary.BigEndian.Uint64(start[8*part:])
	}
	return head
}

// mergeHeads makes one sorted list of several.
func mergeHeads(parts [][]headed, compare func(a, b headed) int) []headed {
	for len(parts) > 1 {
		half := len(parts) / 2
		merged := make([][]headed, half, half+1)
		inPairs(half, func(i int) { merged[i] = mergeTwo(parts[2*i], parts[2*i+1], compare) })
		parts = append(merged, parts[2*half:]...)
	}
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

// inPairs has each of a few numbers worked on by a goroutine of its own.
func inPairs(n int, work func(i int)) {
	var busy sync.WaitGroup
	for i := range n {
		busy.Go(func() { work(i) })
	}
	busy.Wait()
}

func mergeTwo(a, b []headed, compare func(a, b headed) int) []headed {
	out := make([]headed, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compare(a[0], b[0]) <= 0 {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}
