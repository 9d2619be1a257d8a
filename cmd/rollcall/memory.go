package main

import (
	"runtime/debug"
	"time"
)

const (
	// spare is how much of what is in use may be added before memory is tidied up,
	// in percent: the program is open all day, mostly at rest.
	spare = 50
	// openedAfter is when the window is open for sure, and what opening needed can go
	// back to the system.
	openedAfter = 5 * time.Second
)

// thrifty keeps the program small: it shares the computer with others.
func thrifty() {
	debug.SetGCPercent(spare)
	time.AfterFunc(openedAfter, debug.FreeOSMemory)
}
