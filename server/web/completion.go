package web

import (
	"errors"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"rollcall/account"
	"rollcall/server/store"
)

// errUnreadable is a body that is no form.
var errUnreadable = errors.New("web: not a form")

// typed is what a person entered. It holds a password and is never formatted.
type typed struct {
	First, Last, Username, Language string
	password                        string
}

// fault is one thing to correct: at which field, and the name of the sentence.
type fault struct {
	field, reason string
	limit         int
}

// readForm takes the fields of a posted form, url-encoded or multipart. The
// status is that of the answer when it cannot.
func readForm(w http.ResponseWriter, r *http.Request) (t typed, status int, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/x-www-form-urlencoded":
		err = r.ParseForm()
	case "multipart/form-data":
		err = r.ParseMultipartForm(maxForm)
	default:
		return typed{}, http.StatusUnsupportedMediaType, errUnreadable
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return typed{}, http.StatusRequestEntityTooLarge, errUnreadable
	case err != nil:
		return typed{}, http.StatusBadRequest, errUnreadable
	}
	form := r.PostForm
	return typed{
		First:    form.Get("first_name"),
		Last:     form.Get("last_name"),
		Username: strings.TrimSpace(form.Get("username")),
		Language: form.Get("language"),
		password: form.Get("password"),
	}, http.StatusOK, nil
}

// check cleans the names and lists what to correct, in the order of the page.
func (p *pages) check(t *typed, inv store.InvitationPage) ([]fault, error) {
	var faults []fault
	t.First, faults = checkName(t.First, "first_name", faults)
	if t.First == "" && len(faults) == 0 {
		faults = append(faults, fault{field: "first_name", reason: "empty"})
	}
	t.Last, faults = checkName(t.Last, "last_name", faults)
	if err := account.CheckUsername(t.Username); err != nil {
		faults = append(faults, fault{field: "username", reason: reasonOf(err)})
	}
	reason, err := p.judgePassword(t.password, personal(*t, inv), false)
	if err != nil {
		return nil, err
	}
	if reason != "" {
		faults = append(faults, fault{field: "password", reason: reason, limit: account.MinPassword})
	}
	if !account.ValidLanguage(t.Language) {
		faults = append(faults, fault{field: "language"})
	}
	return faults, nil
}

func checkName(name, field string, faults []fault) (string, []fault) {
	clean, err := account.CleanLine(name, account.MaxName)
	if err != nil {
		return name, append(faults, fault{field: field, reason: reasonOf(err), limit: account.MaxName})
	}
	return clean, faults
}

func reasonOf(err error) string {
	switch {
	case errors.Is(err, account.ErrEmpty):
		return "empty"
	case errors.Is(err, account.ErrTooShort):
		return "short"
	case errors.Is(err, account.ErrTooLong):
		return "long"
	}
	return "characters"
}

// judgePassword gives the reason why a password is refused, empty when it is
// not. Any error but a refusal is a fault of the service.
func (p *pages) judgePassword(password string, personal []string, secondFactor bool) (string, error) {
	if password == "" {
		return "empty", nil
	}
	if !utf8.ValidString(password) {
		return "other", nil
	}
	err := p.CheckPassword(password, personal, secondFactor)
	var refused *account.Error
	switch {
	case err == nil:
		return "", nil
	case !errors.As(err, &refused) || refused.Code != account.PasswordUnacceptable:
		return "", err
	}
	switch refused.Reason {
	case account.PasswordTooShort, account.PasswordTooLong, account.PasswordCommon, account.PasswordPersonal:
		return refused.Reason, nil
	}
	return "other", nil
}
