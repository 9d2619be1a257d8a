package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"rollcall/account"
	"rollcall/server/catalogue"
	"rollcall/server/store"
	"rollcall/server/words"
)

// openInvitation shows the form behind a link.
func (p *pages) openInvitation(w http.ResponseWriter, r *http.Request) {
	inv, hash, ok := p.lookUp(w, r)
	if !ok {
		return
	}
	if toldAtOnce(inv) {
		p.elsewhere(w, r, http.StatusOK, inv, hash)
		return
	}
	s := p.speaker(r, inv.Language)
	p.form(w, r, http.StatusOK, s, inv, typed{Username: p.suggest(r.Context(), inv), Language: s.Language}, nil)
}

// toldAtOnce: whoever holds a mailed link reads that the address has a login
// elsewhere. A link that was shown may be open before the inviter, who gets no
// hint beforehand (R12): there the form is completed first, whatever the address.
// Who can enter this account already stands on its lists.
func toldAtOnce(inv store.InvitationPage) bool { return inv.HasLogin && (inv.Inside || !inv.Shown) }

// completeInvitation makes the invited person a user (R4).
func (p *pages) completeInvitation(w http.ResponseWriter, r *http.Request) {
	inv, hash, ok := p.lookUp(w, r)
	if !ok {
		return
	}
	s := p.speaker(r, inv.Language)
	if toldAtOnce(inv) && (inv.Inside || p.Door == nil) {
		p.elsewhere(w, r, http.StatusConflict, inv, hash)
		return
	}
	t, status, err := readForm(w, r)
	if err != nil {
		p.message(w, r, status, s, "unreadable")
		return
	}
	if toldAtOnce(inv) || inv.HasLogin && p.wasTold(r, hash) {
		p.completeElsewhere(w, r, inv, hash, t)
		return
	}
	faults, err := p.check(&t, inv)
	if err == nil {
		faults, err = p.alsoTaken(r, hash, t.Username, faults)
	}
	if err != nil {
		p.fail(w, r, invitationPage, s, err)
		return
	}
	if len(faults) > 0 {
		p.form(w, r, http.StatusUnprocessableEntity, s, inv, t, faults)
		return
	}
	p.complete(w, r, s, inv, hash, t)
}

// complete does what the form asks, once. Two at one moment cannot both: the
// store decides.
func (p *pages) complete(w http.ResponseWriter, r *http.Request, s words.Speaker, inv store.InvitationPage, hash []byte, t typed) {
	passwordHash, err := p.HashPassword(r.Context(), t.password)
	if err != nil {
		p.fail(w, r, invitationPage, s, err)
		return
	}
	user, err := p.Store.CompleteInvitation(r.Context(), hash, store.Completion{
		FirstName: t.First, LastName: t.Last, Username: t.Username,
		PasswordHash: passwordHash, Language: t.Language,
		Address: p.Address(r), Now: p.now(),
	})
	switch account.CodeOf(err) {
	case "":
		p.done(w, r, inv, user)
	case account.UsernameTaken:
		p.form(w, r, http.StatusUnprocessableEntity, s, inv, t, []fault{{field: "username", reason: "taken"}})
	case account.EmailTaken:
		p.elsewhere(w, r, http.StatusConflict, inv, hash)
	default:
		p.dead(w, r, invitationPage, s, err)
	}
}

// lookUp finds the invitation of the link, or answers itself.
func (p *pages) lookUp(w http.ResponseWriter, r *http.Request) (store.InvitationPage, []byte, bool) {
	return linked(p, w, r, invitationPage, p.Store.InvitationByToken, func(i store.InvitationPage) string { return i.Language })
}

// suggestions is how many user names are tried for one that is free.
const suggestions = 5

// suggest offers a user name that is free. Beside a link that was shown nobody is
// asked which are: that the one of the address is taken would be a hint.
func (p *pages) suggest(ctx context.Context, inv store.InvitationPage) string {
	if inv.Shown {
		return suggestUsername(inv.Email)
	}
	return p.freeUsername(ctx, inv.Email)
}

// freeUsername suggests a user name that nobody has, "noor.haddad2" where
// somebody is noor.haddad; none rather than a taken one.
func (p *pages) freeUsername(ctx context.Context, email string) string {
	name := suggestUsername(email)
	for n := 1; n <= suggestions && name != ""; n++ {
		try := name
		if n > 1 {
			try += strconv.Itoa(n)
		}
		if taken, err := p.Store.UsernameTaken(ctx, try); err == nil && !taken && account.CheckUsername(try) == nil {
			return try
		}
	}
	return ""
}

// suggestUsername offers what stands before the @, when it can be a user name.
func suggestUsername(email string) string {
	name := strings.ToLower(email[:max(0, strings.LastIndexByte(email, '@'))])
	if account.CheckUsername(name) != nil {
		return ""
	}
	return name
}

// offer says who invites, where to, and as what.
func offer(s words.Speaker, inv store.InvitationPage) (string, error) {
	pairs := []any{"Inviter", inv.InvitedBy.Name, "Account", inv.AccountName}
	powers := catalogue.Descriptions(s.Language, inv.Permissions)
	if inv.UserType == account.Custom && len(powers) > 0 {
		return s.Say("form.custom.plus", append(pairs, "Powers", s.List(powers))...)
	}
	return s.Say("form."+string(inv.UserType), pairs...)
}
