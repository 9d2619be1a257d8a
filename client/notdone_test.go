package client_test

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"rollcall/account"
)

// TestWhatSurelyWasNotDoneIsToldFromWhatMayHaveBeen: whoever decides again, or takes
// back what was decided, has to know.
func TestWhatSurelyWasNotDoneIsToldFromWhatMayHaveBeen(t *testing.T) {
	silence := func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	closed := problem(http.StatusServiceUnavailable, `{"code":"maintenance"}`)
	limited := problem(http.StatusTooManyRequests, `{"code":"rate_limited"}`)
	for name, c := range map[string]struct {
		answers []http.HandlerFunc
		code    account.Code
		sure    bool
	}{
		"closed for maintenance":              {[]http.HandlerFunc{closed}, account.Maintenance, true},
		"too many":                            {[]http.HandlerFunc{limited}, account.RateLimited, true},
		"no answer":                           {[]http.HandlerFunc{silence}, account.Unreachable, false},
		"a gateway without an answer":         {[]http.HandlerFunc{answer(http.StatusGatewayTimeout, "text/html", "")}, account.Unreachable, false},
		"a page of a hotel":                   {[]http.HandlerFunc{answer(http.StatusOK, "text/html", "<html>")}, account.BadAnswer, false},
		"no answer, then closed":              {[]http.HandlerFunc{silence, closed}, account.Maintenance, false},
		"still running":                       {[]http.HandlerFunc{problem(http.StatusConflict, `{"code":"idempotency_in_progress"}`)}, account.IdempotencyRunning, false},
		"a fault of the service":              {[]http.HandlerFunc{problem(http.StatusInternalServerError, `{"code":"internal"}`)}, account.Internal, false},
		"closed behind a gateway that let go": {[]http.HandlerFunc{answer(http.StatusBadGateway, "", ""), limited}, account.RateLimited, false},
	} {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int32 // the next request may come before the last handler is done
			a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
				c.answers[min(int(n.Add(1)), len(c.answers))-1](w, r)
			})
			_, err := a.DeleteUser(t.Context(), "u1", account.Act{Key: "k", Version: 1})
			if account.CodeOf(err) != c.code || errors.Is(err, account.ErrNotDone) != c.sure {
				t.Errorf("got %v, surely not done: %v", err, errors.Is(err, account.ErrNotDone))
			}
		})
	}
}

func TestWhatFoundNoWayWasNotDone(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	_, err = reach(t, "http://"+address, hurried()).DeleteUser(t.Context(), "u1", account.Act{Key: "k", Version: 1})
	if account.CodeOf(err) != account.Unreachable || !errors.Is(err, account.ErrNotDone) {
		t.Errorf("got %v", err)
	}
}

// A service that takes an act and dies before it answers leaves nobody to connect to:
// the act may be done, although the last that was met is that there is no way.
func TestWhatWasTakenByAServiceThatDiedMayBeDone(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	taken := make(chan struct{})
	go dieOfTheFirstAct(l, taken)
	a := reach(t, "http://"+l.Addr().String(), hurried())
	_, _ = a.Me(t.Context()) // the connection is kept
	_, err = a.DeleteUser(t.Context(), "u1", account.Act{Key: "k", Version: 1})
	<-taken
	if account.CodeOf(err) != account.Unreachable || errors.Is(err, account.ErrNotDone) {
		t.Errorf("got %v, surely not done: %v", err, errors.Is(err, account.ErrNotDone))
	}
}

// dieOfTheFirstAct serves one connection until an act comes.
func dieOfTheFirstAct(l net.Listener, taken chan<- struct{}) {
	defer close(taken)
	c, err := l.Accept()
	if err != nil {
		return
	}
	defer c.Close()
	for in := bufio.NewReader(c); ; {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		if r.Method != http.MethodGet {
			_ = l.Close()
			return
		}
		_, _ = c.Write([]byte("HTTP/1.1 204 No Content\r\n\r\n"))
	}
}
