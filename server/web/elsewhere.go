package web

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"rollcall/account"
	"rollcall/server/store"
)

// Door is where people show who they are, with the limits and the answers of
// POST /v1/sessions.
type Door interface {
	// SignIn checks a password and, when it is right, goes on with enter.
	// InvalidCredentials, RateLimited, and whatever enter gives.
	SignIn(ctx context.Context, k store.Knock, enter func(store.StartSession) error) error
	// Resume goes on after a password that was right; InvalidCredentials unless
	// still says that it is the same.
	Resume(ctx context.Context, k store.Knock, personID string, still func(hash string) bool, enter func(store.StartSession) error) error
}

// elsewhere answers a person whose address already has a login: who holds the
// mailed link reads it at once, who holds a shown one after completing the form.
// They sign in, where invitations open the door (R12);
// otherwise they are told what to ask for.
func (p *pages) elsewhere(w http.ResponseWriter, r *http.Request, status int, inv store.InvitationPage, hash []byte) {
	switch {
	case inv.Inside:
		p.explain(w, r, status, inv, "elsewhere.inside")
	case p.Door == nil:
		p.explain(w, r, status, inv, "elsewhere")
	default:
		p.signInForm(w, r, status, inv, entered{login: inv.Email, told: p.telling(inv, hash)}, nil)
	}
}

// explain answers with a sentence and what to do next.
func (p *pages) explain(w http.ResponseWriter, r *http.Request, status int, inv store.InvitationPage, name string) {
	say := &writer{Speaker: p.speaker(r, inv.Language)}
	pairs := []any{"Email", inv.Email, "Account", inv.AccountName, "Inviter", inv.InvitedBy.Name}
	page := messagePage{
		frame: p.drawer.frame(say.Speaker, say.say(name+".title", pairs...)),
		Next:  &advice{Heading: say.say(name+".ask", pairs...), Text: say.say(name+".what", pairs...)},
	}
	page.Text, page.Other = say.say(name+".text", pairs...), otherTongue(say.Language)
	if say.err != nil {
		p.fail(w, r, invitationPage, say.Speaker, say.err)
		return
	}
	p.draw(w, r, status, "message", page)
}

// completeElsewhere signs an invited person in with the login they have, which
// makes them an external user.
func (p *pages) completeElsewhere(w http.ResponseWriter, r *http.Request, inv store.InvitationPage, hash []byte, t typed) {
	a := &arrival{pages: p, w: w, r: r, inv: inv, hash: hash, in: readEntered(r, t, inv)}
	a.in.told = p.telling(inv, hash)
	if a.in.ticket != "" {
		a.resume()
		return
	}
	a.signIn()
}

// arrival is one attempt to come in by the page of an invitation.
type arrival struct {
	*pages
	w    http.ResponseWriter
	r    *http.Request
	inv  store.InvitationPage
	hash []byte
	in   entered
	// start is the sign-in whose password was right.
	start store.StartSession
}

func (a *arrival) knock() store.Knock {
	return store.Knock{Login: a.in.login, Password: a.in.password, Address: a.Address(a.r)}
}

// What nobody's login or password is longer than, in bytes; POST /v1/sessions
// takes no more characters than that either.
const (
	longestLogin    = 4 * 320
	longestPassword = 4 * 1024
)

// signIn is the first step: the password, and the code if it came along.
func (a *arrival) signIn() {
	switch {
	case a.in.login == "":
		a.again("username", "elsewhere.fault.login")
		return
	case a.in.password == "":
		a.again("password", "elsewhere.fault.password")
		return
	case strings.ContainsFunc(a.in.login, unicode.IsControl), len(a.in.login) > longestLogin, len(a.in.password) > longestPassword:
		a.again("password", "elsewhere.fault.wrong")
		return
	}
	a.answer(a.Door.SignIn(a.r.Context(), a.knock(), a.enter))
}

// enter is what follows a right password.
func (a *arrival) enter(start store.StartSession) error {
	a.start = start
	start.SecondFactor = a.in.secondFactor()
	_, err := a.Store.CompleteElsewhere(a.r.Context(), a.hash, start)
	return err
}

// answer says what came of it.
func (a *arrival) answer(err error) {
	switch {
	case err == nil:
		a.done()
	case errors.Is(err, store.ErrOtherLogin):
		a.again("username", "elsewhere.fault.other")
	case errors.Is(err, store.ErrUnverified):
		a.explain(a.w, a.r, http.StatusConflict, a.inv, "elsewhere.unverified")
	default:
		a.refused(err)
	}
}

func (a *arrival) refused(err error) {
	switch account.CodeOf(err) {
	case account.EmailTaken:
		a.explain(a.w, a.r, http.StatusConflict, a.inv, "elsewhere.inside")
	case account.InvalidCredentials:
		a.again("password", "elsewhere.fault.wrong")
	case account.SecondFactorRequired:
		a.askCode(err)
	case account.SecondFactorInvalid:
		a.codeForm(http.StatusUnprocessableEntity, "elsewhere.fault.code")
	case account.RateLimited:
		a.busy(err)
	default:
		a.dead(a.w, a.r, invitationPage, a.speaker(a.r, a.inv.Language), err)
	}
}

// busy answers as a sign-in does that was tried too often (RFC 6585).
func (a *arrival) busy(err error) {
	if e, ok := errors.AsType[*account.Error](err); ok {
		a.w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(e.RetryAfter.Seconds())))))
	}
	a.message(a.w, a.r, http.StatusTooManyRequests, a.speaker(a.r, a.inv.Language), "busy")
}

// again answers with the form, and the one thing to correct.
func (a *arrival) again(field, sentence string) {
	a.signInForm(a.w, a.r, http.StatusUnprocessableEntity, a.inv, a.in, &refusal{field, sentence})
}

// done says how to get there: with the same login, by the list of accounts.
func (a *arrival) done() {
	say := &writer{Speaker: a.speaker(a.r, a.inv.Language)}
	page := a.drawer.donePage(say, "elsewhere.done")
	page.Text = say.say("elsewhere.done.text", "Account", a.inv.AccountName)
	page.Steps = []step{
		a.getStep(say, a.inv.InvitedBy.Name),
		a.connectStep(say),
		{Text: say.say("elsewhere.done.login"), Copies: []string{a.inv.Email}},
		{Text: say.say("elsewhere.done.switch", "Account", a.inv.AccountName)},
	}
	a.drawDone(a.w, a.r, invitationPage, say, page)
}
