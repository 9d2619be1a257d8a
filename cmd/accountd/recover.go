package main

import (
	"errors"
	"fmt"

	"rollcall/account"
	"rollcall/server"
)

type recoverAccess struct {
	Data      string `required:"" placeholder:"DIR" help:"Folder of the data."`
	Account   string `required:"" placeholder:"ID" help:"The account; identifier or number."`
	Email     string `required:"" help:"Address of an administrator whose home the account is."`
	TwoFactor bool   `name:"reset-two-factor" help:"Take the second factors away too, of somebody who has lost them all. Make sure first who asks."`
	PublicURL string `name:"public-url" default:"http://127.0.0.1:8080" placeholder:"URL" help:"How people reach the service; begins the link (${default})."`
}

// recovered is what the command prints. The link is a secret, like a password:
// whoever has it chooses the administrator's next one.
type recovered struct {
	Link string `json:"link"`
}

// errNoAdministrator: the operator helps administrators of the account only;
// everybody else is helped by those.
var errNoAdministrator = errors.New("the account has no administrator with that address")

// Run makes the link. It works once, for an hour, and replaces links sent
// before. The second factor is still asked for, unless it is to be reset.
func (r *recoverAccess) Run(w *world) (err error) {
	base, err := server.CleanPublicURL(r.PublicURL)
	if err != nil {
		return fmt.Errorf("--public-url: %w", err)
	}
	email, err := account.CleanEmail(r.Email)
	if err != nil {
		return fmt.Errorf("--email %w", err)
	}
	st, err := existing(w, r.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a, err := st.FindAccount(w, r.Account)
	if err != nil {
		return err
	}
	token, err := st.Recover(w, a.ID, email, r.TwoFactor, w.moment())
	if account.CodeOf(err) == account.NotFound {
		return errNoAdministrator
	}
	if err != nil {
		return err
	}
	return printJSON(w.out, recovered{Link: base + "/password-reset/" + token})
}
