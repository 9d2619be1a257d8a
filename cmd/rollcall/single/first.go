package single

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

const (
	// maxOrder is more than any order is long, in bytes: six for each of the link.
	maxOrder = 8 * longestLink
	// readLimit is how long an order may take to be said, answerLimit to be carried
	// out: after that, whoever asked has opened a window of their own.
	readLimit   = 2 * time.Second
	answerLimit = 30 * time.Second
	// atOnce is how many orders are listened to at one moment.
	atOnce = 16
)

// What is answered to an order.
const (
	answerDone = "done\n"
	answerBusy = "busy\n"
)

// First is the start whose window the others are led to. A nil one leads nobody.
type First struct {
	place    place
	lock     *flock.Flock
	listener *net.UnixListener
	silence  sync.Once
}

// Serve has each order carried out until Quiet is called. Raise does it, and gives
// up when its context ends: whoever asked does not wait any more. An error of its
// is answered with "not now".
func (f *First) Serve(raise func(context.Context, Order) error) {
	if f == nil {
		return
	}
	var answering sync.WaitGroup
	defer answering.Wait()
	seats := make(chan struct{}, atOnce)
	for {
		conn, err := f.listener.AcceptUnix()
		if err != nil {
			return
		}
		seats <- struct{}{}
		answering.Go(func() {
			defer func() { <-seats }()
			answer(conn, raise)
		})
	}
}

// Quiet stops answering, because this window is about to end: the next start waits
// until it has.
func (f *First) Quiet() {
	if f == nil {
		return
	}
	f.silence.Do(func() {
		_ = f.listener.Close()
		f.place.sweep()
	})
}

// Release makes room for another first. The end of the process does it too.
func (f *First) Release() {
	if f == nil {
		return
	}
	f.Quiet()
	_ = f.lock.Close()
}

// answer carries out one order. Whatever is not exactly one is not answered.
func answer(conn *net.UnixConn, raise func(context.Context, Order) error) {
	defer conn.Close()
	if !sameUser(conn) || conn.SetDeadline(time.Now().Add(readLimit)) != nil {
		return
	}
	order, err := readOrder(conn)
	if err != nil || conn.SetDeadline(time.Now().Add(answerLimit)) != nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), answerLimit)
	defer cancel()
	go func() { // ends with the connection
		_, _ = conn.Read(make([]byte, 1))
		cancel()
	}()
	said := answerDone
	if raise(ctx, order) != nil {
		said = answerBusy
	}
	_, _ = io.WriteString(conn, said)
}

// readOrder reads one line, which is all that is ever said.
func readOrder(conn io.Reader) (o Order, err error) {
	line, err := bufio.NewReader(io.LimitReader(conn, maxOrder)).ReadBytes('\n')
	if err != nil {
		return o, err
	}
	if err := json.Unmarshal(line, &o); err != nil {
		return o, err
	}
	if !o.Valid() {
		return o, errOrder
	}
	return o, nil
}
