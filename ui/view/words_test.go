package view

import (
	"context"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// keyPattern is how a key looks that found no words.
var keyPattern = regexp.MustCompile(`^[a-z_]+(\.[a-z_]+)+$`)

// unworded looks through a state for keys and gaps that found no words.
func unworded(t *testing.T, what string, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		text := v.String()
		if v.Type() == reflect.TypeFor[account.Permission]() || strings.HasSuffix(text, ".example") {
			return
		}
		if keyPattern.MatchString(text) || strings.Contains(text, "{{") || strings.Contains(text, "<no value>") {
			t.Errorf("%s shows %q", what, text)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				unworded(t, what+"."+v.Type().Field(i).Name, v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			unworded(t, fmt.Sprintf("%s[%d]", what, i), v.Index(i))
		}
	case reflect.Pointer:
		if v.Type().Elem().PkgPath() == reflect.TypeFor[Env]().PkgPath() && !v.IsNil() {
			unworded(t, what, v.Elem())
		}
	}
}

// reader opens screens and looks at everything they say.
type reader struct {
	*desk
	s      *service
	toasts *Toasts
	look   func(what string, state any)
}

// TestEveryScreenIsWordedInBothLanguages opens every screen, with everything
// that can be said in it, and looks for words that are missing.
func TestEveryScreenIsWordedInBothLanguages(t *testing.T) {
	for _, language := range account.Languages() {
		r := reader{desk: newDesk(t), s: press()}
		r.words = words.New(language, time.UTC)
		r.look = func(what string, state any) { unworded(t, language+" "+what, reflect.ValueOf(state)) }
		r.s.lists.Invitations.Slice()[0].ExpiresAt = noon.Add(20 * time.Hour)
		r.s.activity.Items = []account.Activity{{Action: account.ActionUserModified, At: noon}}
		var log *toastLog
		r.toasts, log = newToastLog(r.desk)
		r.readPeople()
		r.readInvite()
		r.readModify()
		r.readRemovals()
		r.readFrame()
		r.readAdministration()
		r.look("toasts", log.shown)
	}
}

func (r reader) readPeople() {
	v := NewPeople(r.env(), r.s, r.toasts, PeopleOptions{Sample: true, NoKeyring: true})
	v.OnState = r.readRows
	v.Start()
	r.settle()
	for filter := range filterCount {
		for _, search := range []string{"", "zzz"} {
			v.SetFilter(filter)
			v.Search(search)
			r.settle()
		}
	}
	for link, err := range map[account.Link]error{
		account.LinkOffline: account.Fault(account.Maintenance), account.LinkEnded: account.Fault(account.SessionEnded),
		account.LinkConnecting: nil,
	} {
		r.s.status = account.Status{Link: link, Err: err}
		r.s.tell()
		r.settle()
	}
	v.Close()
}

func (r reader) readRows(state PeopleState) {
	r.look("people", state)
	for i := range state.Rows.Len() {
		row := state.Rows.At(i)
		r.look("menu", state.Menu(row))
		switch row.Kind {
		case RowInvitation:
			r.look("invitation", state.Invitation(row))
		case RowUser, RowExternal:
			r.look("person", state.Person(row))
		}
	}
}

func (r reader) readInvite() {
	v := NewInvite(r.env(), r.s, r.toasts)
	v.OnState = func(state InviteState) { r.look("invite", state) }
	v.Start()
	for _, userType := range account.UserTypes() {
		v.SetType(userType)
	}
	v.Add("ana@maple.example bo@maple.example x@ noor@maple.example")
	v.Send()
	r.settle()
}

func (r reader) readModify() {
	v := NewModify(r.env(), r.s, r.toasts, r.s.lists.Users.Slice()[3], TabProfile)
	v.OnState = func(state ModifyState) { r.look("modify", state) }
	v.SetType(account.Administrator)
	r.s.fail["update"], r.s.user = account.Fault(account.VersionMismatch), account.User{ID: "u4", Language: "fr"}
	v.Save()
	r.settle()
	access := NewEditExternal(r.env(), r.s, r.toasts, r.s.lists.ExternalUsers.Slice()[0])
	access.OnState = func(state EditExternalState) { r.look("external", state) }
	access.SetUntil("2026-12-31")
	access.SetType(account.Administrator)
	access.Save()
	r.settle()
}

func (r reader) readRemovals() {
	for _, v := range []*Confirm{
		NewConfirmDelete(r.env(), r.s, r.toasts, r.s.lists.Users.Slice()[3]),
		NewConfirmRemove(r.env(), r.s, r.toasts, r.s.lists.ExternalUsers.Slice()[0]),
	} {
		v.OnState = func(state ConfirmState) { r.look("confirm", state) }
		v.Start()
		v.Do()
		r.settle()
	}
	for _, row := range []Row{
		{Kind: RowUser, User: r.s.lists.Users.Slice()[3]},
		{Kind: RowExternal, External: r.s.lists.ExternalUsers.Slice()[0]},
		{Kind: RowInvitation, Invitation: r.s.lists.Invitations.Slice()[3]},
	} {
		v := NewPerson(r.env(), r.s, row)
		v.OnState = func(state PersonState) { r.look("panel", state) }
		v.Start()
		r.settle()
	}
}

func (r reader) readFrame() {
	shell := NewShell(r.env(), r.s, ShellOptions{AccountID: "a1", Forget: func(context.Context) error { return nil }})
	shell.OnState = func(state ShellState) { r.look("shell", state) }
	shell.Start()
	r.settle()
	signIn := NewSignIn(r.env(), &door{}, SignInOptions{Normalize: normalize})
	signIn.OnState = func(state SignInState) { r.look("sign-in", state) }
	signIn.Start()
	signIn.Submit()
	r.settle()
}
