package api

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"time"
)

// What is done for a known login and for an unknown one is made alike in the
// store, but not to the microsecond, and what a request sets going, such as the
// sending of a mail, may still keep the computer busy when its answer leaves.
// So a part of the time of such answers is left to chance. Averaging that out
// takes far more tries than the limits allow (ASVS 6.3.8).

// upTo gives a duration by chance.
func upTo(most time.Duration, random io.Reader) (time.Duration, error) {
	var b [2]byte
	_, err := io.ReadFull(random, b[:])
	return most * time.Duration(binary.BigEndian.Uint16(b[:])) / math.MaxUint16, err
}

// rest waits for the rest of the time that something takes.
func rest(ctx context.Context, over *time.Timer) {
	select {
	case <-over.C:
	case <-ctx.Done():
	}
}
