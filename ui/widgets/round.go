package widgets

import "math"

func ceil(v float32) float32 { return float32(math.Ceil(float64(v))) }

func floor(v float32) float32 { return float32(math.Floor(float64(v))) }

func round(v float32) float32 { return float32(math.Round(float64(v))) }
