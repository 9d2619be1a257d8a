package web

import (
	"encoding/json"
	"math"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"rollcall/account"
	"rollcall/server/store"
)

// remark is one thing to say about what is being typed: what is good already,
// or what is missing.
type remark struct {
	Good bool   `json:"good"`
	Text string `json:"text"`
}

// remarks are what to say at each field; nothing at an empty one.
type remarks struct {
	Username []remark `json:"username"`
	Password []remark `json:"password"`
}

// checkInvitation says what the rules make of the user name and the password as
// they are being typed. It asks the rules that the form is judged by, and uses
// nothing up.
func (p *pages) checkInvitation(w http.ResponseWriter, r *http.Request) {
	inv, hash, ok := p.lookUp(w, r)
	if !ok {
		return
	}
	say := &writer{Speaker: p.speaker(r, inv.Language)}
	if toldAtOnce(inv) {
		p.message(w, r, http.StatusConflict, say.Speaker, "unreadable")
		return
	}
	t, ok := p.readCheck(w, r, hash, say)
	if !ok {
		return
	}
	var found remarks
	var err error
	if found.Username, err = p.remarkUsername(r, say, t.Username); err == nil {
		found.Password, err = p.remarkPassword(say, t.password, personal(t, inv), false)
	}
	p.remark(w, r, invitationPage, say, found, err)
}

// checkReset does the same for the password in place of a lost one.
func (p *pages) checkReset(w http.ResponseWriter, r *http.Request) {
	reset, hash, ok := p.lookUpReset(w, r)
	if !ok {
		return
	}
	say := &writer{Speaker: p.speaker(r, reset.Language)}
	t, ok := p.readCheck(w, r, hash, say)
	if !ok {
		return
	}
	var found remarks
	var err error
	found.Password, err = p.remarkPassword(say, t.password, personalOfReset(reset), reset.SecondFactor)
	p.remark(w, r, resetPage, say, found, err)
}

// readCheck takes what is typed so far, or answers itself.
func (p *pages) readCheck(w http.ResponseWriter, r *http.Request, hash []byte, say *writer) (typed, bool) {
	if wait, ok := p.pace.enter(string(hash), p.Address(r), p.now()); !ok {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		p.message(w, r, http.StatusTooManyRequests, say.Speaker, "busy")
		return typed{}, false
	}
	t, status, err := readForm(w, r)
	if err != nil {
		p.message(w, r, status, say.Speaker, "unreadable")
	}
	return t, err == nil
}

// alsoTaken adds to other faults that somebody has the user name, so that all is
// said at once. Without other faults the store will say so, in the act itself.
func (p *pages) alsoTaken(r *http.Request, hash []byte, username string, faults []fault) ([]fault, error) {
	if len(faults) == 0 || account.CheckUsername(username) != nil {
		return faults, nil
	}
	if _, ok := p.pace.enter(string(hash), p.Address(r), p.now()); !ok {
		return faults, nil
	}
	taken, err := p.Store.UsernameTaken(r.Context(), username)
	if err != nil || !taken {
		return faults, err
	}
	at := slices.IndexFunc(faults, func(f fault) bool { return f.field == "password" || f.field == "language" })
	if at < 0 {
		at = len(faults)
	}
	return slices.Insert(faults, at, fault{field: "username", reason: "taken"}), nil
}

// remarkUsername judges a user name: the rules first, then whether it is free.
func (p *pages) remarkUsername(r *http.Request, say *writer, username string) ([]remark, error) {
	if username == "" {
		return nil, nil
	}
	if err := account.CheckUsername(username); err != nil {
		return []remark{{Text: say.say("live.username." + reasonOf(err))}}, nil
	}
	taken, err := p.Store.UsernameTaken(r.Context(), username)
	if taken {
		return []remark{{Text: say.say("fault.username.taken")}}, err
	}
	return []remark{{Good: true, Text: say.say("live.username.good")}}, err
}

// remarkPassword judges a password. Whether it is hard to guess is said once it
// is long enough: until then it changes with every character.
func (p *pages) remarkPassword(say *writer, password string, personal []string, secondFactor bool) ([]remark, error) {
	if password == "" {
		return nil, nil
	}
	reason, err := p.judgePassword(password, personal, secondFactor)
	shortest := shortestPassword(secondFactor)
	long := remark{Good: true, Text: say.say("live.password.long")}
	switch reason {
	case "":
		return []remark{long, {Good: true, Text: say.say("live.password.good")}}, err
	case account.PasswordTooShort:
		n := utf8.RuneCountInString(norm.NFC.String(password))
		return []remark{{Text: say.say("live.password.short", "Count", n, "Limit", shortest)}}, err
	case account.PasswordCommon, account.PasswordPersonal:
		return []remark{long, {Text: say.say("live.password." + reason)}}, err
	}
	return []remark{{Text: say.say("fault.password."+reason, "Limit", shortest)}}, err
}

// remark answers with what was found.
func (p *pages) remark(w http.ResponseWriter, r *http.Request, k page, say *writer, found remarks, err error) {
	if err == nil {
		err = say.err
	}
	var body []byte
	if err == nil {
		body, err = json.Marshal(found)
	}
	if err != nil {
		p.fail(w, r, k, say.Speaker, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body)
}

// personal is what nobody should use as the password of this invitation.
func personal(t typed, inv store.InvitationPage) []string {
	return []string{t.First, t.Last, t.Username, inv.Email, inv.AccountName}
}

func personalOfReset(reset store.ResetPage) []string {
	return append(reset.Personal, reset.Name, reset.Username)
}

// shortestPassword is the length that a password needs (NIST 800-63B-4), in
// characters.
func shortestPassword(secondFactor bool) int {
	if secondFactor {
		return account.MinPasswordWithSecondFactor
	}
	return account.MinPassword
}
