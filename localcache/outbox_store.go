package localcache

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"rollcall/account"
	"rollcall/localcache/sealed"
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

const (
	actsFile = "acts.db"
	// actsAsideFolder, inside that of the copy, keeps acts that could not be read.
	actsAsideFolder = "aside-acts"
	// actsVersion stays while old acts can be read: what waits is not dropped for a
	// newer program.
	actsVersion = 1
	actKind     = sealed.Kind(1)
)

// sealedActs keeps acts in an encrypted file.
type sealedActs struct{ file *sealed.File }

// openActs opens the acts of a copy, or begins with none. Those that cannot be read
// are put aside, and said to be lost. ErrCopyBusy when another program has them
// open.
func openActs(ctx context.Context, o CopyOptions) (acts actStore, kept []numbered, lost bool, err error) {
	acts, kept, err = readActs(ctx, o)
	if !unreadableActs(err) {
		return acts, kept, false, err
	}
	o.Log.WarnContext(ctx, "the acts that waited cannot be read", "error", err)
	if err := putAway(o.Dir, actsAsideFolder, actsFile); err != nil {
		return nil, nil, true, err
	}
	acts, kept, err = readActs(ctx, o)
	return acts, kept, true, err
}

// openActs opens the acts beside the lists.
func (c *Copy) openActs(ctx context.Context) (err error) {
	var lost bool
	if c.acts, c.undone, lost, err = openActs(ctx, c.o); lost {
		c.state = account.CopyActsLost
	}
	return err
}

// closeActs closes the file of the acts. They stay.
func (c *Copy) closeActs() error {
	if c.acts == nil {
		return nil
	}
	return c.acts.close()
}

func unreadableActs(err error) bool {
	return errors.Is(err, sealed.ErrDamaged) || errors.Is(err, sealed.ErrKey) || errors.Is(err, sealed.ErrVersion)
}

func readActs(ctx context.Context, o CopyOptions) (actStore, []numbered, error) {
	label, err := json.Marshal(o.Owner)
	if err != nil {
		return nil, nil, err
	}
	f, err := sealed.Open(ctx, sealed.Options{
		Path: filepath.Join(o.Dir, actsFile), Key: o.Key, Label: "acts of " + string(label), Version: actsVersion, Durable: true,
	})
	if errors.Is(err, sealed.ErrBusy) {
		return nil, nil, ErrCopyBusy
	}
	if err != nil {
		return nil, nil, err
	}
	acts := sealedActs{f}
	kept, err := acts.load(ctx)
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return acts, kept, nil
}

func (s sealedActs) load(ctx context.Context) (acts []numbered, err error) {
	err = s.file.Each(ctx, actKind, func(number int64, body []byte) error {
		n, err := decodeAct(number, body)
		if err != nil {
			return fmt.Errorf("%w: %w", sealed.ErrDamaged, err)
		}
		acts = append(acts, n)
		return nil
	})
	return acts, err
}

func (s sealedActs) commit(ctx context.Context, put []numbered, remove []int64) error {
	err := s.file.Update(ctx, func(tx *sealed.Tx) error {
		for _, number := range remove {
			if err := tx.Delete(actKind, number); err != nil {
				return err
			}
		}
		for _, n := range put {
			body, err := encodeAct(n.decided)
			if err != nil {
				return err
			}
			if err := tx.Put(actKind, n.number, body); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, sealed.ErrClosed) {
		return errStoreClosed
	}
	return err
}

func (s sealedActs) close() error { return s.file.Close() }
