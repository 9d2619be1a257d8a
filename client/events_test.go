package client_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/account"
)

// stream answers with the text of a stream and ends it.
func stream(text string) http.HandlerFunc { return answer(200, "text/event-stream", text) }

func TestTheStreamTellsWhatTheServiceSays(t *testing.T) {
	a, _ := serve(t, hurried(), stream(strings.Join([]string{
		": hello\n\n",
		"event: changed\ndata: {\"seq\":12}\n\n",
		"event: fireworks\ndata: not json\n\n",
		"event: access_changed\ndata: {\"user_type\":\"custom\",\"permissions\":[\"contacts.view\"],\"more\":1}\n\n",
		"event: access_removed\ndata: {}\n\n",
		"event: notices_changed\ndata: {}\n\n",
		"event: maintenance\ndata: {\"until\":\"2026-11-21T23:30:00Z\"}\n\n",
		"event: session_ended\ndata: {\"reason\":\"user_deleted\"}\n\n",
	}, "")))
	var got []string
	err := a.Events(t.Context(), func(e account.Event) {
		permission, _, _ := strings.Cut(strings.Trim(fmt.Sprint(e.Permissions), "[]"), " ")
		got = append(got, fmt.Sprintf("%s %d %s %s %s", e.Kind, e.Seq, e.UserType, permission, e.Reason))
	})
	want := []string{
		"opened 0   ", "changed 12   ", "access_changed 0 custom contacts.view ",
		"session_ended 0   access_removed", "notices_changed 0   ", "maintenance 0   ", "session_ended 0   user_deleted",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if account.CodeOf(err) != account.Unreachable {
		t.Errorf("ended with %v", err)
	}
}

func TestAStreamThatIsNoneIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want account.Code
	}{
		"a hotel's page":   {answer(200, "text/html", "<html>"), account.BadAnswer},
		"json":             {jsonAnswer(200, "{}"), account.BadAnswer},
		"a gateway":        {answer(502, "text/html", "x"), account.Unreachable},
		"an ended session": {problem(401, `{"code":"session_ended","reason":"expired"}`), account.SessionEnded},
		"no access":        {problem(404, `{"code":"not_found"}`), account.NotFound},
		"dropped":          {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, account.Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			a, _ := serve(t, hurried(), c.h)
			err := a.Events(t.Context(), func(e account.Event) { t.Errorf("told %v", e) })
			if account.CodeOf(err) != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestAnEventCutInTheMiddleEndsNoSession(t *testing.T) {
	for _, text := range []string{
		"event: session_ended\n", "event: session_ended\ndata: {\"rea", "event: session_ended\n\n",
		"event: changed\ndata: {\"seq\":\"x\"}\n\n", "event: changed\ndata: " + strings.Repeat("x", 100<<10) + "\n\n",
	} {
		a, _ := serve(t, hurried(), stream(text))
		err := a.Events(t.Context(), func(e account.Event) {
			if e.Kind != account.EventOpened {
				t.Errorf("%.40q tells %v", text, e)
			}
		})
		if code := account.CodeOf(err); code != account.BadAnswer && code != account.Unreachable {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// wire is a network with one stream in it, that says what is written to it.
// Its time is the test's.
type wire struct{ *io.PipeReader }

// RoundTrip implements http.RoundTripper.
func (w wire) RoundTrip(r *http.Request) (*http.Response, error) {
	context.AfterFunc(r.Context(), func() { _ = w.CloseWithError(r.Context().Err()) })
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Request: r, Body: w,
		Header: http.Header{"Content-Type": {"text/event-stream"}},
	}, nil
}

func TestASilentStreamIsTakenForDead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const idle, beats = 45 * time.Second, 6
		heard, said := io.Pipe()
		o := hurried()
		o.Idle, o.Transport = idle, wire{heard}
		a := reach(t, "http://127.0.0.1:9", o)
		go func() {
			for range beats {
				time.Sleep(idle - time.Second)
				_, _ = io.WriteString(said, ": still here\n\n")
			}
		}()
		begun := time.Now()
		err := a.Events(t.Context(), func(account.Event) {})
		if took := time.Since(begun); account.CodeOf(err) != account.Unreachable || took != beats*(idle-time.Second)+idle {
			t.Errorf("%v after %v", err, took)
		}
	})
}

func TestAStreamThatNeverOpensIsGivenUp(t *testing.T) {
	o := hurried()
	o.Timeout = 50 * time.Millisecond
	a, _ := serve(t, o, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	if err := a.Events(t.Context(), func(account.Event) {}); account.CodeOf(err) != account.Unreachable {
		t.Error(err)
	}
}

func TestACancelledStreamIsCancelled(t *testing.T) {
	a, _ := serve(t, hurried(), func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	ctx, cancel := context.WithCancel(t.Context())
	err := a.Events(ctx, func(account.Event) { cancel() })
	if err != context.Canceled { //nolint:errorlint // it stays what it is
		t.Errorf("got %v", err)
	}
}
