package client

import (
	"net/http"
	"testing"
	"time"

	"rollcall/account"
)

func FuzzAnswers(f *testing.F) {
	for _, s := range []string{
		`{"items":[{"id":"u1","version":1,"user_type":"user"}],"next_cursor":"x"}`, `{"items":null}`, `[]`, `{"items":[null]}`,
		`{"changes":[{"seq":1,"kind":"user","op":"upsert","id":"u1","item":{}}],"next":1,"more":false}`,
		`{"code":"rate_limited","errors":[{"location":"body.email","message":"x"}]}`, `{"code":7}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := pageOf(reply{body: body}, realUser)
		for _, u := range page.Items {
			if err != nil || u.ID == "" || u.Version < 1 {
				t.Errorf("a page with %+v, %v", u, err)
			}
		}
		if c, err := changesOf(reply{body: body}); err == nil && (c.Changes == nil || c.Next < 0) {
			t.Errorf("a feed of %+v", c)
		}
		if fault, ok := problemFault(body, http.Header{}, time.Unix(0, 0)); ok && account.CodeOf(fault) == "" {
			t.Error("a problem without a code")
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"120", "-1", "99999999999999999999", "Wed, 21 Oct 2015 07:28:00 GMT", "soon"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d := retryAfter(http.Header{"Retry-After": {s}}, time.Unix(0, 0)); d < 0 {
			t.Errorf("%q is %v", s, d)
		}
	})
}
