package api

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"testing"
	"time"

	"rollcall/account"
)

// clock is a clock to move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func newClock() *clock { return &clock{time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)} }

func TestTenFailuresOfALoginFromOneAddressAreEnough(t *testing.T) {
	c := newClock()
	l := newLimiter(c.now, attemptsPerLogin, attemptsPerAddress)
	for range attemptsPerLogin {
		if _, err := l.begin("Amelie", "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		c.at = c.at.Add(time.Minute)
	}
	_, err := l.begin("amelie", "192.0.2.1")
	if e, ok := err.(*account.Error); !ok || e.Code != account.RateLimited || e.RetryAfter != 5*time.Minute {
		t.Fatalf("the eleventh: %v", err)
	}
	if _, err := l.begin("amelie", "192.0.2.2"); err != nil {
		t.Errorf("the owner elsewhere is locked out: %v", err)
	}
	if _, err := l.begin("bob", "192.0.2.1"); err != nil {
		t.Errorf("another login is locked out: %v", err)
	}
	c.at = c.at.Add(5 * time.Minute)
	if _, err := l.begin("amelie", "192.0.2.1"); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

func TestALimitCanBeAnotherOrNone(t *testing.T) {
	l := newLimiter(newClock().now, 2, -1)
	for _, login := range []string{"amelie", "amelie", "ben", "ben", "cleo"} {
		if _, err := l.begin(login, "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.begin("ben", "192.0.2.1"); account.CodeOf(err) != account.RateLimited {
		t.Errorf("the third of a login: %v", err)
	}
	for range 3 * attemptsPerAddress {
		if err := l.request("192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOnlyFailuresCount(t *testing.T) {
	l := newLimiter(newClock().now, attemptsPerLogin, attemptsPerAddress)
	for range 3 * attemptsPerLogin {
		try, err := l.begin("amelie", "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		try.succeeded()
	}
	if len(l.failed) != 0 {
		t.Errorf("%d keys are remembered", len(l.failed))
	}
}

func TestAHundredFailuresFromOneAddressAreEnough(t *testing.T) {
	c := newClock()
	l := newLimiter(c.now, attemptsPerLogin, attemptsPerAddress)
	for i := range attemptsPerAddress {
		// One customer has all addresses of a /64.
		if _, err := l.begin(fmt.Sprint("user", i), fmt.Sprintf("2001:db8::%x", i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.begin("another", "2001:db8::ffff"); account.CodeOf(err) != account.RateLimited {
		t.Errorf("the hundred and first: %v", err)
	}
	if _, err := l.begin("another", "2001:db8:0:1::1"); err != nil {
		t.Errorf("a neighbour: %v", err)
	}
	l.begun = sweepEvery - 1
	l.sweep(c.at.Add(attemptsWithin))
	if len(l.failed) != 0 {
		t.Errorf("%d keys are remembered for ever", len(l.failed))
	}
}

func TestConditionsAreListsOfEntityTags(t *testing.T) {
	for _, c := range []struct {
		header string
		weak   bool
		want   []int64
		code   account.Code
	}{
		{`"7"`, false, []int64{7}, ""},
		{` "7" , "8"`, false, []int64{7, 8}, ""},
		{`*`, false, []int64{anyVersion}, ""},
		{`W/"7"`, false, []int64{}, ""},
		{`W/"7"`, true, []int64{7}, ""},
		{`"07"`, false, []int64{}, ""},
		{`"0"`, false, []int64{}, ""},
		{`"abc"`, false, []int64{}, ""},
		{`7`, false, nil, account.MalformedRequest},
		{`"7`, false, nil, account.MalformedRequest},
		{`"7" "8"`, false, nil, account.MalformedRequest},
		{`"7",`, false, nil, account.MalformedRequest},
		{``, false, nil, account.MalformedRequest},
		{`*, "7"`, false, nil, account.MalformedRequest},
	} {
		got, err := parseMatch(c.header, c.weak)
		if !slices.Equal(got, c.want) || account.CodeOf(err) != c.code {
			t.Errorf("%q (weak %v) is %v, %v; want %v, %q", c.header, c.weak, got, err, c.want, c.code)
		}
	}
}

func FuzzIfMatch(f *testing.F) {
	for _, seed := range []string{`"1"`, `W/"1"`, `*`, `"1", "2"`, `"`, `,`, `"9223372036854775808"`, "\"\x00\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		versions, err := parseMatch(header, false)
		if err != nil {
			if account.CodeOf(err) != account.MalformedRequest {
				t.Errorf("%q gives %v", header, err)
			}
			return
		}
		for _, v := range versions {
			if again, err := parseMatch(etag(v), false); v != anyVersion && (err != nil || !slices.Equal(again, []int64{v})) {
				t.Errorf("%q has the version %d, which reads back as %v, %v", header, v, again, err)
			}
		}
	})
}

func TestWhereARequestComesFrom(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8")}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:4000", "", "192.0.2.1"},
		{"192.0.2.1:4000", "198.51.100.7", "192.0.2.1"}, // not a proxy of ours
		{"10.0.0.1:4000", "198.51.100.7", "198.51.100.7"},
		{"10.0.0.1:4000", "203.0.113.5, 198.51.100.7", "198.51.100.7"}, // the first may be invented
		{"10.0.0.1:4000", "198.51.100.7, 10.0.0.2", "198.51.100.7"},
		{"10.0.0.1:4000", "198.51.100.7:50123", "198.51.100.7"},
		{"10.0.0.1:4000", "[2001:db8::1]:50123", "2001:db8::1"},
		{"10.0.0.1:4000", "nonsense", "10.0.0.1"},
		{"[::ffff:10.0.0.1]:4000", "2001:db8::1", "2001:db8::1"},
		{"[2001:db8::9%eth0]:4000", "", "2001:db8::9"},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := AddressOf(trusted)(r); got != c.want {
			t.Errorf("%s for %q is %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

func TestTheCatalogueSpeaksTheLanguageAskedFor(t *testing.T) {
	for accepted, want := range map[string]string{
		"": "en", "fr": "fr", "fr-CA, en;q=0.5": "fr", "de, fr;q=0.8": "fr", "de": "en", "en;q=0.1, fr;q=0.9": "fr", ";;;": "en",
	} {
		if got := spokenLanguage(accepted); got != want {
			t.Errorf("%q is answered in %s, want %s", accepted, got, want)
		}
	}
}

func TestBodiesAreReadStrictly(t *testing.T) {
	for body, want := range map[string]account.Code{
		`{"a":1}`: "", `[{"a":1},{"a":2}]`: "", ` "text" `: "",
		`{"a":1,"a":2}`: account.MalformedRequest, `{"b":{"a":1,"\u0061":2}}`: account.MalformedRequest,
		`{"user_type":"user","User_Type":"root"}`: account.MalformedRequest, `{"k":1,"\u212a":2}`: account.MalformedRequest,
		`{`: account.MalformedRequest, `{} {}`: account.MalformedRequest, "{\"a\":\"\xff\"}": account.MalformedRequest,
		fmt.Sprintf("%s1%s", nest("[", 33), nest("]", 33)): account.MalformedRequest,
	} {
		if got := account.CodeOf(checkJSON([]byte(body))); got != want {
			t.Errorf("%.40s gives %q, want %q", body, got, want)
		}
	}
}

func nest(s string, n int) string {
	out := ""
	for range n {
		out += s
	}
	return out
}
