package localcache

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"rollcall/account"
)

// decided is an act as it is kept on this computer until the service has
// answered it.
type decided struct {
	// Waiting is what was decided. Its State is that at rest: one that is on its
	// way is kept as uncertain, which it is if the program ends now.
	account.Waiting
	// Version is what it is sent with (If-Match); 0 when not checked.
	Version int64
	// TriedAt is when it was first sent, by the service's clock; zero when the
	// service surely has not got it.
	TriedAt time.Time `json:",omitzero"`
	// After is the act upon whose outcome it was decided, and which it waits for.
	After string `json:",omitempty"`
}

// numbered is a decided act with its place in the order of deciding.
type numbered struct {
	number int64
	decided
}

// actStore keeps acts. A call returns once what it did is durable.
type actStore interface {
	// load gives all acts in the order of their numbers.
	load(ctx context.Context) ([]numbered, error)
	// commit puts acts, in place of those with the same number, and removes
	// others, all or nothing.
	commit(ctx context.Context, put []numbered, remove []int64) error
	close() error
}

func encodeAct(d decided) ([]byte, error) { return json.Marshal(d) }

func decodeAct(number int64, body []byte) (numbered, error) {
	n := numbered{number: number}
	err := json.Unmarshal(body, &n.decided)
	return n, err
}

// errStoreClosed: the copy was closed, or is wiped.
var errStoreClosed = errors.New("the acts are closed")

// recorded is what is kept of a refusal: nothing that was for a log.
func recorded(err error) *account.Error {
	var fault *account.Error
	if !asFault(err, &fault) {
		return account.Fault(account.Internal)
	}
	return &account.Error{Code: fault.Code, Reason: fault.Reason, Fields: fault.Fields, InvitationID: fault.InvitationID}
}
