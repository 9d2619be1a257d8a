package api

import (
	"bytes"
	"encoding/json"
	"net/http"

	"rollcall/account"
	"rollcall/server/store"
)

// render makes the answer that is kept for a repeat: what the operation itself
// answers, byte for byte.
func (s *service) render(c *call, status int) func(any) (store.Answer, error) {
	return func(result any) (store.Answer, error) {
		a := store.Answer{Status: status, Header: map[string]string{}}
		body := result
		switch r := result.(type) {
		case nil, struct{}:
			return a, nil
		case account.AppSecret, account.RecoverySet, account.APIToken:
			a.Secret = true
			return a, nil
		case store.Invited:
			i := s.shown(r)
			a.Secret, body = i.Link != "", i
			a.Header["ETag"] = etag(i.Version)
			if status == http.StatusCreated {
				a.Header["Location"] = invitationPath(c.caller.AccountID, i.ID)
			}
		case account.Invitation:
			a.Header["ETag"] = etag(r.Version)
		case account.User:
			a.Header["ETag"] = etag(r.Version)
		case account.Profile:
			a.Header["ETag"] = etag(r.Version)
		case account.ExternalUser:
			a.Header["ETag"] = etag(r.Version)
		case account.Account:
			a.Header["ETag"] = etag(r.Version)
		}
		a.Header["Content-Type"] = "application/json"
		var err error
		a.Body, err = marshal(body)
		return a, err
	}
}

// marshal writes JSON as the framework does.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// replay sends an answer again.
func replay(w http.ResponseWriter, a *store.Answer) {
	for name, value := range a.Header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Idempotency-Replayed", "true")
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // the other side may have gone
}
