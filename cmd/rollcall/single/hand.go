package single

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"time"
)

// errOrder is an order that no command line gives.
var errOrder = errors.New("single: not an order")

// errNotNow is the answer of a window that ends.
var errNotNow = errors.New("single: not now")

// longestLink is as much of a link as is handed over, in bytes. A longer one is
// none that the program follows, and still is none when it ends there.
const longestLink = 4 << 10

// handWithin gives an order to the first, and tells whether it was carried out in
// time; silent: it listens, and has said nothing. Neither: it does not listen yet, or
// not any more, or has said that it ends.
func (p place) handWithin(ctx context.Context, patience time.Duration, o Order) (taken, silent bool) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := p.hand(ctx, o)
	return err == nil, errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}

// hand gives an order to the first. An error: it was not carried out.
func (p place) hand(ctx context.Context, o Order) error {
	socket, err := p.address()
	if err != nil {
		return err
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
	if err != nil {
		return err
	}
	defer conn.Close()
	if until, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(until); err != nil {
			return err
		}
	}
	letPass(conn)
	o.Link = o.Link[:min(len(o.Link), longestLink)]
	line, err := json.Marshal(o)
	if err != nil {
		return err
	}
	if _, err := conn.Write(append(line, '\n')); err != nil {
		return err
	}
	said, err := bufio.NewReader(io.LimitReader(conn, int64(len(answerDone)))).ReadString('\n')
	if err == nil && said != answerDone {
		err = errNotNow
	}
	return err
}
