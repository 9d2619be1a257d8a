package api

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"rollcall/account"
)

// faults collects what is wrong with the fields of a request, so that all of
// it is said at once.
type faults []account.FieldFault

func (f *faults) add(location string, err error) {
	if err != nil {
		*f = append(*f, account.FieldFault{Location: location, Message: err.Error()})
	}
}

// err is nil when nothing is wrong.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &account.Error{Code: account.ValidationFailed, Fields: f}
}

// line cleans one line of text in place, when it was sent.
func (f *faults) line(location string, text *string, limit int) {
	if text == nil {
		return
	}
	clean, err := account.CleanLine(*text, limit)
	f.add(location, err)
	*text = clean
}

// name is line for a text that cannot be empty.
func (f *faults) name(location string, text *string, limit int) {
	if text == nil {
		return
	}
	clean, err := account.CleanLine(*text, limit)
	if err == nil && clean == "" {
		err = account.ErrEmpty
	}
	f.add(location, err)
	*text = clean
}

// text cleans a text of several lines, which cannot be empty, in place.
func (f *faults) text(location string, text *string, limit int) {
	clean, err := account.CleanText(*text, limit)
	if err == nil && clean == "" {
		err = account.ErrEmpty
	}
	f.add(location, err)
	*text = clean
}

func (f *faults) username(location string, text *string) {
	if text != nil {
		f.add(location, account.CheckUsername(*text))
	}
}

// email cleans an address in place, when it was sent.
func (f *faults) email(location string, address *string) {
	if address == nil {
		return
	}
	clean, err := account.CleanEmail(*address)
	f.add(location, err)
	*address = clean
}

// permissions checks each against the catalogue.
func (s *service) permissions(f *faults, location string, held *[]account.Permission) {
	if held == nil {
		return
	}
	for i, p := range *held {
		if !s.Permission(p) {
			*f = append(*f, account.FieldFault{Location: fmt.Sprintf("%s[%d]", location, i), Message: "is not in the catalogue"})
		}
	}
}

// ofType refuses permissions sent along with a type that has none of its own.
func (f *faults) ofType(location string, t *account.UserType, held *[]account.Permission) {
	if t != nil && *t != account.Custom && held != nil && len(*held) > 0 {
		*f = append(*f, account.FieldFault{Location: location, Message: "belong to the type custom"})
	}
}

// ProfileFields are what a profile holds and people may change.
type ProfileFields struct {
	FirstName *string `json:"first_name,omitempty" maxLength:"200"`
	LastName  *string `json:"last_name,omitempty" maxLength:"200"`
	Email     *string `json:"email,omitempty" maxLength:"320" doc:"Stands as pending_email until its owner confirms it"`
	Username  *string `json:"username,omitempty" doc:"3 to 64 letters, digits, '.', '_' or '-'"`
	Language  *string `json:"language,omitempty" enum:"en,fr"`
	Phone     *string `json:"phone,omitempty" maxLength:"200"`
	JobTitle  *string `json:"job_title,omitempty" maxLength:"200"`
}

func (p *ProfileFields) check(f *faults) {
	f.line("body.first_name", p.FirstName, account.MaxName)
	f.line("body.last_name", p.LastName, account.MaxName)
	f.line("body.phone", p.Phone, account.MaxPhone)
	f.line("body.job_title", p.JobTitle, account.MaxJobTitle)
	f.email("body.email", p.Email)
	f.username("body.username", p.Username)
}

// endDate is a moment that can also be taken away: null, or the zero time.
type endDate struct {
	sent bool
	at   time.Time
}

// Schema describes it.
func (endDate) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeString, Format: "date-time", Nullable: true,
		Description: "When the access ends by itself; null for never",
	}
}

// UnmarshalJSON reads a moment or null.
func (e *endDate) UnmarshalJSON(b []byte) error {
	e.sent = true
	if string(b) == "null" {
		e.at = time.Time{}
		return nil
	}
	if err := json.Unmarshal(b, &e.at); err != nil {
		return err
	}
	e.at = e.at.UTC().Truncate(time.Second)
	return nil
}

// future refuses an end that has passed already.
func (f *faults) future(location string, end endDate, now time.Time) {
	if !end.at.IsZero() && !end.at.After(now) {
		*f = append(*f, account.FieldFault{Location: location, Message: "is in the past"})
	}
}

// change gives the moment as a change speaks of it: nil when it was not sent.
func (e endDate) change() *time.Time {
	if !e.sent {
		return nil
	}
	return &e.at
}

// printable cleans a filter of a list.
func printable(location, text string) (string, error) {
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", invalid(location, account.ErrCharacters.Error())
	}
	clean, err := account.CleanLine(text, maxFilter)
	if err != nil {
		return "", invalid(location, err.Error())
	}
	return clean, nil
}

// maxFilter is the length of a filter, in characters.
const maxFilter = 254
