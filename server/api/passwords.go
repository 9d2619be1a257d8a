package api

import (
	"net/http"
	"strings"
	"time"
	"unicode"

	"rollcall/account"
	"rollcall/server/passwords"
	"rollcall/server/store"
)

type passwordInput struct {
	Body struct {
		CurrentPassword  string `json:"current_password" minLength:"1" maxLength:"1024"`
		NewPassword      string `json:"new_password" minLength:"1" maxLength:"4096"`
		EndOtherSessions bool   `json:"end_other_sessions,omitempty"`
	}
}

type userPasswordInput struct {
	OnItem
	Body struct {
		OwnPassword string `json:"own_password" minLength:"1" maxLength:"1024" doc:"The caller's"`
		NewPassword string `json:"new_password" minLength:"1" maxLength:"4096"`
	}
}

type resetInput struct {
	Body struct {
		Login string `json:"login" minLength:"1" maxLength:"320" doc:"E-mail address or user name"`
	}
}

// userPasswords is R9: the link first, the password itself behind the caller's own.
func (s *service) userPasswords(path string) {
	setting := rule{
		who: administrators, session: true, match: whenSent, body: wholeBody, once: true, item: s.userExists,
		action: account.ActionPasswordChanged, kind: account.KindUser,
	}
	set := op(http.MethodPut, path+"/{id}/password", "set-user-password", "Set the password of somebody else", tagUsers)
	set.Description = "Ends every session, trusted device and API token of that person, who is told by e-mail."
	add(s, set, setting, s.setUserPassword)

	sending := setting
	sending.match, sending.body, sending.action = ignored, optionalBody, account.ActionPasswordLinkSent
	link := op(http.MethodPost, path+"/{id}/password-reset", "send-password-link", "Send somebody a link to choose a new password", tagUsers)
	link.DefaultStatus = http.StatusAccepted
	link.Description = "Works once, for an hour; a link sent before stops working. The second factor is still asked for."
	add(s, link, sending, s.sendPasswordLink)
}

func (s *service) changePassword(c *call, in *passwordInput) (*nothing, error) {
	old, err := s.ownPassword(c, in.Body.CurrentPassword, selfTarget(c, account.ActionPasswordChanged))
	if err != nil {
		return nil, err
	}
	me, err := s.Store.Profile(c, c.identity.PersonID, s.now())
	if err != nil {
		return nil, err
	}
	chosen, err := s.newPassword(c, in.Body.NewPassword, personal(me), me.TwoFactor)
	if err != nil {
		return nil, err
	}
	return s.done(c, func(a store.Act) error {
		return s.Store.ChangePassword(c, a, old, chosen, in.Body.EndOtherSessions)
	})
}

// setUserPassword judges the new password by its owner's words and second
// factor, not the caller's.
func (s *service) setUserPassword(c *call, in *userPasswordInput) (*nothing, error) {
	own, err := s.ownPassword(c, in.Body.OwnPassword, deed{account.ActionPasswordChanged, in.ID})
	if err != nil {
		return nil, err
	}
	u, err := s.Store.User(c, in.AccountID, in.ID)
	if err != nil {
		return nil, err
	}
	words := append(wordsOf(u), c.identity.Membership.AccountName)
	chosen, err := s.newPassword(c, in.Body.NewPassword, words, u.TwoFactor)
	if err != nil {
		return nil, err
	}
	return s.done(c, func(a store.Act) error { return s.Store.SetPassword(c, a, in.ID, own, chosen) })
}

func (s *service) sendPasswordLink(c *call, in *OnItem) (*nothing, error) {
	return s.answered(c, http.StatusAccepted, func(a store.Act) error { return s.Store.SendPasswordLink(c, a, in.ID) })
}

// requestReset says the same to everybody, at the same speed (R15).
func (s *service) requestReset(c *call, in *resetInput) (*nothing, error) {
	if strings.ContainsFunc(in.Body.Login, unicode.IsControl) {
		return nil, invalid("body.login", account.ErrCharacters.Error())
	}
	if err := s.Door.attempts.request(c.caller.Address); err != nil {
		return nil, err
	}
	chance, err := upTo(s.ResetTakes, s.Random)
	if err != nil {
		return nil, err
	}
	defer rest(c, time.NewTimer(s.ResetTakes+chance))
	return s.answered(c, http.StatusAccepted, func(a store.Act) error { return s.Store.RequestReset(c, a, in.Body.Login) })
}

// newPassword refuses what others would guess and hashes the rest.
func (s *service) newPassword(c *call, password string, words, factors []string) (chosen store.NewPassword, err error) {
	if err := s.CheckPassword(password, words, len(factors) > 0); err != nil {
		return chosen, err
	}
	chosen.StandsAlone = passwords.StandsAlone(password)
	chosen.Hash, err = s.Passwords.Hash(c, password)
	return chosen, err
}

// personal is what others would try as this person's password.
func personal(me account.Profile) []string {
	words := wordsOf(me.User)
	for _, m := range me.Memberships {
		words = append(words, m.AccountName)
	}
	return words
}

func wordsOf(u account.User) []string {
	return []string{u.FirstName, u.LastName, u.Username, u.Email, u.PendingEmail}
}

// deed is what a refused attempt was about: the action and the user it was for.
type deed struct{ action, userID string }

func selfTarget(c *call, action string) deed { return deed{action, c.identity.PersonID} }

// ownPassword checks the caller's own password, as rarely as a sign-in, and
// gives the hash it had.
func (s *service) ownPassword(c *call, password string, d deed) (hash string, err error) {
	if err := c.conditioned(); err != nil { // 428 costs no hashing
		return "", err
	}
	try, err := s.Door.attempts.begin("\x00"+c.identity.PersonID, c.caller.Address) // no login has a NUL
	if err != nil {
		return "", err
	}
	if hash, err = s.Store.PasswordHash(c, c.identity.PersonID); err != nil {
		return "", err
	}
	ok, err := s.Passwords.Matches(c, password, hash)
	switch {
	case err != nil:
		return "", err
	case ok:
		try.succeeded()
		return hash, nil
	}
	r := store.Refused{Caller: c.caller, Action: d.action, Code: account.OwnPasswordWrong, Now: s.now()}
	r.Target = account.ActivityTarget{Kind: string(account.KindUser), ID: d.userID}
	if err := s.Store.Refused(c, r); err != nil {
		return "", err
	}
	return "", account.Fault(account.OwnPasswordWrong)
}
