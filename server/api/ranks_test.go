package api_test

import (
	"math"
	"slices"
	"testing"
)

// mannWhitney gives the U statistic of the first sample and the two-sided
// p-value of the hypothesis that both come from one distribution (Mann and
// Whitney 1947), by the normal approximation with corrections for ties and
// continuity. It needs no shape of the distribution, which times do not have.
func mannWhitney(a, b []float64) (u, p float64) {
	ranks, ties := rank(slices.Concat(a, b))
	n, m := float64(len(a)), float64(len(b))
	for i := range a {
		u += ranks[i]
	}
	u -= n * (n + 1) / 2
	spread := math.Sqrt(n * m / 12 * (n + m + 1 - ties/((n+m)*(n+m-1))))
	z := (math.Abs(u-n*m/2) - 0.5) / spread
	return u, min(1, math.Erfc(max(z, 0)/math.Sqrt2))
}

// rank gives each value its rank, equal ones the mean of theirs, and the sum
// of t³-t over the groups of equal values.
func rank(values []float64) (ranks []float64, ties float64) {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		switch {
		case values[i] < values[j]:
			return -1
		case values[i] > values[j]:
			return 1
		}
		return 0
	})
	ranks = make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		t := float64(to - from)
		for _, i := range order[from:to] {
			ranks[i] = float64(from) + (t+1)/2
		}
		ties += t*t*t - t
		from = to
	}
	return ranks, ties
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// TestTheTwoSampleTestAgreesWithKnownExamples: the first is that of the
// documentation of SciPy (mannwhitneyu, method asymptotic), the others were
// worked out by hand.
func TestTheTwoSampleTestAgreesWithKnownExamples(t *testing.T) {
	shifted := func(by float64) (out []float64) {
		for i := range 200 {
			out = append(out, float64(i)+by)
		}
		return out
	}
	for _, c := range []struct {
		name string
		a, b []float64
		u, p float64
	}{
		{"ages at a diagnosis", []float64{19, 22, 16, 29, 24}, []float64{20, 11, 17, 12}, 17, 0.111347},
		{"one value again and again", []float64{1, 1, 2}, []float64{1, 2, 2}, 3, 0.619257},
		{"the same values", shifted(0), shifted(0), 20000, 1},
		{"a shift that shows", shifted(0), shifted(40), 12800, 4.74792e-10},
	} {
		u, p := mannWhitney(c.a, c.b)
		if u != c.u || math.Abs(p-c.p) > 1e-5*c.p {
			t.Errorf("%s: U %v, p %v; want %v, %v", c.name, u, p, c.u, c.p)
		}
	}
}
