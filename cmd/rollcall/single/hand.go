package single

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
)

// errOrder is an order that no command line gives.
var errOrder = errors.New("single: not an order")

// longestLink is as much of a link as is handed over, in bytes. A longer one is
// none that the program follows, and still is none when it ends there.
const longestLink = 4 << 10

// hand gives an order to the first, and tells whether it was carried out. False:
// it does not listen yet, or not any more.
func (p place) hand(ctx context.Context, o Order) bool {
	socket, err := p.address()
	if err != nil {
		return false
	}
	conn, err := new(net.Dialer).DialContext(ctx, "unix", socket)
	if err != nil {
		return false
	}
	defer conn.Close()
	if until, ok := ctx.Deadline(); ok && conn.SetDeadline(until) != nil {
		return false
	}
	letPass(conn)
	o.Link = o.Link[:min(len(o.Link), longestLink)]
	line, err := json.Marshal(o)
	if err != nil {
		return false
	}
	if _, err := conn.Write(append(line, '\n')); err != nil {
		return false
	}
	said, err := bufio.NewReader(io.LimitReader(conn, int64(len(answerDone)))).ReadString('\n')
	return err == nil && said == answerDone
}
