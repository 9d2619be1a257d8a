package main

import (
	"errors"
	"fmt"
	"time"

	"rollcall/account"
	"rollcall/server/catalogue"
	"rollcall/server/store"
)

type externals struct {
	Grant   grant         `cmd:"" help:"Give a person of another account access, as asked for or as said; prints the access as JSON."`
	List    listExternals `cmd:"" help:"The external users of an account, or the requests for access, one JSON object per line."`
	Decline decline       `cmd:"" help:"Answer a request for access with no; prints the request as JSON."`
	Remove  remove        `cmd:"" help:"Remove an access; prints the receipt as JSON."`
}

type grant struct {
	Data       string               `required:"" placeholder:"DIR" help:"Folder of the data."`
	Request    string               `placeholder:"ID" help:"The request that this answers: what no flag says is as it asks."`
	Account    string               `placeholder:"ID" help:"The account to let the person into; identifier or number."`
	Email      string               `help:"Address of the person, who has a login elsewhere."`
	UserType   account.UserType     `name:"user-type" enum:",administrator,user,custom" default:"" help:"administrator, user or custom."`
	Permission []account.Permission `placeholder:"P" help:"A permission of a custom user; may be repeated."`
	Until      string               `placeholder:"DATE" help:"Last day of the access (2026-12-31, UTC), or the moment it ends (RFC 3339); never for no end."`
	Answer     string               `placeholder:"TEXT" help:"What the administrator who asked is told."`
}

// Faults of a grant.
var (
	errPermission  = errors.New("is not in the catalogue of permissions")
	errPermitted   = errors.New("permissions belong to the type custom")
	errUntil       = errors.New("--until is neither a date (2026-12-31) nor a moment (RFC 3339) nor never")
	errPast        = errors.New("--until is in the past")
	errNobody      = errors.New("nobody with that address has a login; invite them instead")
	errUnconfirmed = errors.New("the address of that login was never confirmed, so it may be somebody else's; its owner confirms it by the message sent to it; where you know that it is theirs, say --email")
	errAskerGone   = errors.New("who asked is no administrator of the account any more; to let the person in all the same, say --account, --email and --user-type without --request")
	errHasAccess   = errors.New("the person can enter this account already")
)

// Run gives the access.
func (g *grant) Run(w *world) error {
	in, err := g.checked(w.moment())
	if err != nil {
		return err
	}
	st, err := existing(w, g.Data)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := g.locate(w, st, &in); err != nil {
		return err
	}
	e, err := st.Grant(w, in)
	switch {
	case err == nil:
		return printJSON(w.out, e)
	case errors.Is(err, store.ErrAnswered):
		return errAnswered
	case errors.Is(err, store.ErrUnverified):
		return errUnconfirmed
	case errors.Is(err, store.ErrAskerGone):
		return errAskerGone
	case account.CodeOf(err) == account.NotFound:
		return errNobody
	case account.CodeOf(err) == account.EmailTaken:
		return errHasAccess
	}
	return err
}

// locate finds the account, and the request when the grant answers one.
func (g *grant) locate(w *world, st store.Store, in *store.Grant) error {
	if g.Request != "" {
		q, err := asked(w, st, g.Request, g.Account)
		if err != nil {
			return err
		}
		return g.fill(q, in)
	}
	a, err := st.FindAccount(w, g.Account)
	in.AccountID = a.ID
	return err
}

func (g *grant) checked(now time.Time) (store.Grant, error) {
	in := store.Grant{UserType: g.UserType, Permissions: g.Permission, Now: now}
	// An address that the operator does not type is somebody else's word.
	in.ConfirmedOnly = g.Email == ""
	var err error
	if g.Email != "" {
		if in.Email, err = account.CleanEmail(g.Email); err != nil {
			return in, fmt.Errorf("--email %w", err)
		}
	}
	if g.UserType != "" && g.UserType != account.Custom && len(g.Permission) > 0 {
		return in, errPermitted
	}
	if in.Answer, err = answerOf(g.Answer); err != nil {
		return in, err
	}
	for _, p := range g.Permission {
		if !catalogue.Valid(p) {
			return in, fmt.Errorf("%s %w", p, errPermission)
		}
	}
	in.Until, err = readUntil(g.Until, now)
	return in, err
}

// readUntil reads a moment, or a last day: the access ends with it.
func readUntil(text string, now time.Time) (time.Time, error) {
	if text == "" || text == "never" {
		return time.Time{}, nil
	}
	until, err := time.Parse(time.RFC3339, text)
	if err != nil {
		if until, err = time.Parse(time.DateOnly, text); err != nil {
			return until, errUntil
		}
		until = until.AddDate(0, 0, 1)
	}
	until = until.UTC().Truncate(time.Second)
	if !until.After(now) {
		return until, errPast
	}
	return until, nil
}

type listExternals struct {
	Data     string `required:"" placeholder:"DIR" help:"Folder of the data."`
	Account  string `placeholder:"ID" help:"Identifier or number of the account; for requests, all accounts when not given."`
	Requests bool   `help:"The requests for access instead, those that wait first."`
}

// Validate asks for the account whose external users are wanted.
func (l *listExternals) Validate() error {
	if l.Account == "" && !l.Requests {
		return errors.New("missing flags: --account=ID (or --requests)")
	}
	return nil
}

// Run lists them.
func (l *listExternals) Run(w *world) error {
	st, err := existing(w, l.Data)
	if err != nil {
		return err
	}
	defer st.Close()
	var a account.Account
	if l.Account != "" {
		if a, err = st.FindAccount(w, l.Account); err != nil {
			return err
		}
	}
	if l.Requests {
		return listRequests(w, st, a.ID)
	}
	q := account.ListQuery{Limit: 500}
	for {
		page, err := st.ExternalUsers(w, a.ID, q, w.moment())
		if err != nil {
			return err
		}
		for _, e := range page.Items {
			if err := printJSON(w.out, e); err != nil {
				return err
			}
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			return nil
		}
	}
}

type remove struct {
	Data    string `required:"" placeholder:"DIR" help:"Folder of the data."`
	Account string `required:"" placeholder:"ID" help:"Identifier or number of the account."`
	ID      string `name:"id" required:"" placeholder:"ACCESS" help:"Identifier of the access, as list prints it."`
}

// Run removes the access.
func (r *remove) Run(w *world) error {
	st, err := existing(w, r.Data)
	if err != nil {
		return err
	}
	defer st.Close()
	a, err := st.FindAccount(w, r.Account)
	if err != nil {
		return err
	}
	receipt, err := st.RevokeByOperator(w, a.ID, r.ID, w.moment())
	if err != nil {
		return err
	}
	return printJSON(w.out, receipt)
}
