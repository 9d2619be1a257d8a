package client

import (
	"bytes"
	"encoding/json"

	"rollcall/account"
)

// decode reads the whole body as one JSON value and asks whether it makes
// sense: a well-formed object of somebody else's must not pass for an empty
// list or an empty person.
func decode[T any](r reply, sensible func(*T) bool) (T, error) {
	var v, zero T
	if len(bytes.TrimSpace(r.body)) == 0 {
		return zero, account.Faultf(account.BadAnswer, "the answer is empty")
	}
	if err := json.Unmarshal(r.body, &v); err != nil {
		return zero, account.Faultf(account.BadAnswer, "the answer cannot be read")
	}
	if !sensible(&v) {
		return zero, account.Faultf(account.BadAnswer, "the answer lacks what it must have")
	}
	return v, nil
}

// pageOf decodes a page; one without items, or with an item that is none, is
// not a page.
func pageOf[T any](r reply, sensible func(*T) bool) (account.Page[T], error) {
	type wire struct {
		Items      *[]T   `json:"items"`
		NextCursor string `json:"next_cursor"`
	}
	w, err := decode(r, func(w *wire) bool {
		if w.Items == nil {
			return false
		}
		for i := range *w.Items {
			if !sensible(&(*w.Items)[i]) {
				return false
			}
		}
		return true
	})
	if err != nil {
		return account.Page[T]{}, err
	}
	return account.Page[T]{Items: *w.Items, NextCursor: w.NextCursor}, nil
}

func changesOf(r reply) (account.Changes, error) {
	type wire struct {
		Changes *[]account.Change `json:"changes"`
		Next    *int64            `json:"next"`
		More    bool              `json:"more"`
	}
	w, err := decode(r, func(w *wire) bool { return w.Changes != nil && w.Next != nil && *w.Next >= 0 })
	if err != nil {
		return account.Changes{}, err
	}
	return account.Changes{Changes: *w.Changes, Next: *w.Next, More: w.More}, nil
}

func realAccount(a *account.Account) bool { return a.ID != "" && a.Version > 0 }
func realUser(u *account.User) bool       { return u.ID != "" && u.Version > 0 && u.UserType.Valid() }

func realProfile(p *account.Profile) bool {
	return p.ID != "" && p.Version > 0 && p.Memberships != nil
}

func realInvitation(i *account.Invitation) bool {
	return i.ID != "" && i.Version > 0 && i.Email != "" && i.State != ""
}

func realExternalUser(e *account.ExternalUser) bool {
	return e.ID != "" && e.Version > 0 && e.UserType.Valid()
}

func realAccessRequest(r *account.AccessRequest) bool {
	return r.ID != "" && r.Email != "" && r.State != ""
}

func realNotice(n *account.Notice) bool {
	return n.ID != "" && !n.StartsAt.IsZero() && !n.EndsAt.IsZero()
}

func realCatalogue(c *account.Catalogue) bool { return c.Base != nil && c.Custom != nil }
func realActivity(a *account.Activity) bool   { return a.ID != "" && a.Action != "" }
func realReceipt(r *account.Receipt) bool     { return !r.RefusedSince.IsZero() }
func realSession(s *account.Session) bool     { return s.Token != "" && s.UserID != "" }

func realDevice(d *account.Device) bool           { return d.ID != "" }
func realTwoFactor(t *account.TwoFactor) bool     { return t.Methods != nil }
func realAppSecret(s *account.AppSecret) bool     { return s.Secret != "" && s.OTPAuthURI != "" }
func realRecoverySet(r *account.RecoverySet) bool { return len(r.Codes) > 0 }
func realAPIToken(t *account.APIToken) bool       { return t.ID != "" }
func realNewAPIToken(t *account.APIToken) bool    { return t.ID != "" && t.Token != "" }

func realAccess(a *account.Access) bool {
	return a.Sessions != nil && a.TrustedDevices != nil && a.APITokens != nil
}
