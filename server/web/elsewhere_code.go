package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"rollcall/account"
	"rollcall/server/store"
)

// newTicketKey makes the key of this process: a ticket does not outlive it, and
// whoever holds one then signs in again.
func newTicketKey() []byte {
	key := make([]byte, sha256.Size)
	_, _ = rand.Read(key) // it never fails
	return key
}

// ticketLifetime is how long a right password counts while the code is looked
// for: as long as a code by e-mail.
const ticketLifetime = account.CodeLifetime

// newTicket stands for a password that was right, so that it is not typed twice nor
// carried by the page: it says who, until when, and is signed for this link, this
// login and this password.
func (a *arrival) newTicket() string {
	until := strconv.FormatInt(a.now().Add(ticketLifetime).Unix(), 10)
	sum := a.ticketSum(a.start.PersonID, until, a.start.PasswordHash)
	return a.start.PersonID + "." + until + "." + base64.RawURLEncoding.EncodeToString(sum)
}

func (a *arrival) ticketSum(personID, until, passwordHash string) []byte {
	return a.sign(string(a.hash), a.in.login, personID, until, passwordHash)
}

// sign signs what a form carries to the next step.
func (p *pages) sign(parts ...string) []byte {
	m := hmac.New(sha256.New, p.tickets)
	for _, part := range parts {
		m.Write([]byte(strconv.Itoa(len(part)) + ":" + part)) // a hash takes everything
	}
	return m.Sum(nil)
}

// telling goes with a sign-in by a shown link: somebody has completed the form, and
// may be told from now on that the address has a login elsewhere. Empty for a
// mailed link, whose holder is told anyway.
func (p *pages) telling(inv store.InvitationPage, hash []byte) string {
	if !inv.Shown {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(p.sign("told", string(hash)))
}

// wasTold reads that in a form.
func (p *pages) wasTold(r *http.Request, hash []byte) bool {
	sum, err := base64.RawURLEncoding.DecodeString(r.PostForm.Get("told"))
	return err == nil && hmac.Equal(sum, p.sign("told", string(hash)))
}

// openTicket gives who a ticket is of, and the judge of its signature, which
// needs their password's hash; false for one that is none, or too old.
func (a *arrival) openTicket() (personID string, still func(hash string) bool, ok bool) {
	parts := strings.Split(a.in.ticket, ".")
	if len(parts) != 3 {
		return "", nil, false
	}
	until, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || a.now().Unix() >= until {
		return "", nil, false
	}
	sum, err := base64.RawURLEncoding.DecodeString(parts[2])
	return parts[0], func(hash string) bool { return hmac.Equal(sum, a.ticketSum(parts[0], parts[1], hash)) }, err == nil
}

// resume is the second step: the code, or another way to get one.
func (a *arrival) resume() {
	personID, still, ok := a.openTicket()
	if !ok {
		a.late()
		return
	}
	enter := a.enter
	switch {
	case a.in.ask != "":
		enter = a.change
	case a.in.code == "":
		a.codeForm(http.StatusUnprocessableEntity, "elsewhere.fault.code.empty")
		return
	}
	err := a.Door.Resume(a.r.Context(), a.knock(), personID, still, enter)
	switch {
	case account.CodeOf(err) == account.InvalidCredentials, account.CodeOf(err) == account.ValidationFailed, account.CodeOf(err) == account.NotFound && a.start.PersonID == "":
		a.late() // the password or the methods have changed since, or the person is gone
	case a.in.ask == "":
		a.answer(err)
	case err == nil || account.CodeOf(err) == account.RateLimited && a.start.PersonID != "":
		a.asked(err)
	default:
		a.answer(err)
	}
}

// late asks for the password again.
func (a *arrival) late() { a.again("password", "elsewhere.fault.late") }

// change turns to another method; a code by e-mail is sent for it.
func (a *arrival) change(start store.StartSession) error {
	a.start = start
	if a.in.ask != account.MethodEmail {
		return nil
	}
	return a.Store.SendSignInCode(a.r.Context(), start)
}

// asked shows the form for the method that was asked for; err is why no code was
// sent.
func (a *arrival) asked(err error) {
	a.in.method = a.in.ask
	if err != nil {
		a.codeForm(http.StatusTooManyRequests, "elsewhere.fault.code.many")
		return
	}
	a.codeForm(http.StatusOK, "")
}

// askCode asks for the second factor, the method used last first. The form is
// not complete without it, which is no fault of anybody's.
func (a *arrival) askCode(required error) {
	if e, ok := errors.AsType[*account.Error](required); ok {
		a.in.methods = e.Methods
	}
	if len(a.in.methods) > 0 {
		a.in.method = a.in.methods[0]
	}
	fault := ""
	if a.in.method == account.MethodEmail {
		err := a.Store.SendSignInCode(a.r.Context(), a.start)
		switch account.CodeOf(err) {
		case "":
		case account.RateLimited:
			fault = "elsewhere.fault.code.many"
		default:
			a.answer(err)
			return
		}
	}
	a.codeForm(http.StatusUnprocessableEntity, fault)
}

// codeFormPage asks for a code.
type codeFormPage struct {
	frame
	faultList
	Code field
	// Ticket, Login, Methods, Method and Told go with it.
	Ticket, Login, Methods, Method, Told string
	Ways                                 []way
	Until                                string
}

// way is another method to prove who one is.
type way struct{ Method, Label string }

// codeForm answers with the form for a code, and the one thing to correct, if
// any.
func (a *arrival) codeForm(status int, fault string) {
	say := &writer{Speaker: a.speaker(a.r, a.inv.Language)}
	if a.in.method == "" {
		a.in.method = account.MethodApp
	}
	page := a.codeFormPage(say)
	if fault != "" {
		page.Code.Fault = say.say(fault)
		page.Faults = []said{{Field: "code", Sentence: page.Code.Fault}}
		page.Title = say.say("faults.browser", "Title", page.Title)
	}
	if say.err != nil {
		a.fail(a.w, a.r, invitationPage, say.Speaker, say.err)
		return
	}
	a.draw(a.w, a.r, status, "elsewhere-code", page)
}

func (a *arrival) codeFormPage(say *writer) codeFormPage {
	page := codeFormPage{
		frame: a.drawer.frame(say.Speaker, say.say("elsewhere.code.title")), Login: a.in.login, Ticket: a.in.ticket,
		Methods: joined(a.in.methods), Method: string(a.in.method), Ways: a.ways(say), Until: say.Moment(a.inv.ExpiresAt),
		Told: a.in.told,
	}
	if a.start.PersonID != "" { // the password, or the ticket, was right just now
		page.Ticket = a.newTicket()
	}
	page.Text = say.say("elsewhere.code." + string(a.in.method))
	page.Code = field{ID: "code", Type: "text", Autocomplete: "one-time-code", Code: true, Required: true, Label: say.say("elsewhere.code")}
	return page
}

// ways are the methods besides the one asked for, and a fresh code by e-mail.
func (a *arrival) ways(say *writer) []way {
	var out []way
	for _, m := range a.in.methods {
		name := "elsewhere.code.use." + string(m)
		if m == a.in.method {
			if m != account.MethodEmail {
				continue
			}
			name = "elsewhere.code.resend"
		}
		out = append(out, way{string(m), say.say(name)})
	}
	return out
}

func joined(methods []account.Method) string {
	var names []string
	for _, m := range methods {
		names = append(names, string(m))
	}
	return strings.Join(names, ",")
}
