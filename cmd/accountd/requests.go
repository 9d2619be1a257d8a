package main

import (
	"errors"
	"fmt"
	"strings"

	"rollcall/account"
	"rollcall/server/store"
)

// Faults of answering a request.
var (
	errNoRequest    = errors.New("there is no such request for access")
	errOtherAccount = errors.New("the request is about another account")
	errAnswered     = errors.New("the request has been answered already; external list --requests shows how")
	errRequestPast  = errors.New("the end that the request asks for has passed; say another with --until, or --until never")
)

// asked finds a request, of the account when one is given.
func asked(w *world, st store.Store, id, idOrNumber string) (store.AskedRequest, error) {
	q, err := st.FindRequest(w, id)
	if account.CodeOf(err) == account.NotFound {
		return q, errNoRequest
	}
	if err != nil || idOrNumber == "" {
		return q, err
	}
	a, err := st.FindAccount(w, idOrNumber)
	if err == nil && a.ID != q.AccountID {
		err = errOtherAccount
	}
	return q, err
}

// answerOf cleans what the operator writes to who has asked.
func answerOf(text string) (string, error) {
	clean, err := account.CleanText(text, account.MaxReason)
	if err != nil {
		return "", fmt.Errorf("--answer %w", err)
	}
	return clean, nil
}

// listRequests prints requests for access, those that wait first; of all
// accounts unless one is given.
func listRequests(w *world, st store.Store, accountID string) error {
	for _, waiting := range []bool{true, false} {
		q := account.ListQuery{Limit: 500}
		for {
			page, err := st.Requests(w, accountID, waiting, q)
			if err != nil {
				return err
			}
			for _, r := range page.Items {
				if err := printJSON(w.out, r); err != nil {
					return err
				}
			}
			if q.Cursor = page.NextCursor; q.Cursor == "" {
				break
			}
		}
	}
	return nil
}

type decline struct {
	Data    string `required:"" placeholder:"DIR" help:"Folder of the data."`
	Account string `placeholder:"ID" help:"The account that the request must be about; identifier or number."`
	Request string `required:"" placeholder:"ID" help:"Identifier of the request, as list --requests prints it."`
	Answer  string `placeholder:"TEXT" help:"What the administrator who asked is told."`
}

// Run declines the request.
func (d *decline) Run(w *world) (err error) {
	answer, err := answerOf(d.Answer)
	if err != nil {
		return err
	}
	st, err := existing(w, d.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	q, err := asked(w, st, d.Request, d.Account)
	if err != nil {
		return err
	}
	declined, err := st.Decline(w, store.Decline{RequestID: q.ID, Answer: answer, Now: w.moment()})
	if errors.Is(err, store.ErrAnswered) {
		return errAnswered
	}
	if err != nil {
		return err
	}
	return printJSON(w.out, declined)
}

// missing names the flags that a grant needs when no request says it.
func (g *grant) missing() []string {
	var flags []string
	for _, f := range []struct{ name, value string }{{"--account=ID", g.Account}, {"--email=STRING", g.Email}, {"--user-type=STRING", string(g.UserType)}} {
		if f.value == "" {
			flags = append(flags, f.name)
		}
	}
	return flags
}

// Validate asks for the flags that nothing else says.
func (g *grant) Validate() error {
	flags := g.missing()
	switch {
	case g.Request == "" && g.Answer != "":
		return errors.New("--answer needs --request: without one, nobody has asked")
	case g.Request == "" && len(flags) > 0:
		return fmt.Errorf("missing flags: %s (or --request=ID)", strings.Join(flags, ", "))
	}
	return nil
}

// fill takes from the request what no flag says.
func (g *grant) fill(q store.AskedRequest, in *store.Grant) error {
	in.AccountID, in.RequestID = q.AccountID, q.ID
	if g.Email == "" {
		in.Email = q.Email
	}
	if g.UserType == "" {
		in.UserType = q.UserType
	}
	if in.UserType == account.Custom && q.UserType == account.Custom && len(g.Permission) == 0 {
		in.Permissions = q.Permissions
	}
	if g.Until == "" {
		if in.Until = q.Until; !q.Until.IsZero() && !q.Until.After(in.Now) {
			return errRequestPast
		}
	}
	if in.UserType != account.Custom && len(in.Permissions) > 0 {
		return errPermitted
	}
	return nil
}
