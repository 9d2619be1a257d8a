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

// TestEveryScreenIsWordedInBothLanguages opens every screen, with everything
// that can be said in it, and looks for words that are missing.
func TestEveryScreenIsWordedInBothLanguages(t *testing.T) {
	for _, language := range account.Languages() {
		d := newDesk(t)
		d.words = words.New(language, time.UTC)
		s := press()
		s.lists.Invitations[0].ExpiresAt = noon.Add(20 * time.Hour)
		s.activity.Items = []account.Activity{{Action: account.ActionUserModified, At: noon}}
		toasts, log := newToastLog(d)
		look := func(what string, state any) { unworded(t, language+" "+what, reflect.ValueOf(state)) }

		people := NewPeople(d.env(), s, toasts, PeopleOptions{Sample: true, NoKeyring: true})
		people.OnState = func(state PeopleState) {
			look("people", state)
			for i := range state.Rows.Len() {
				row := state.Rows.At(i)
				look("menu", state.Menu(row))
				switch row.Kind {
				case RowInvitation:
					look("invitation", state.Invitation(row))
				case RowUser, RowExternal:
					look("person", state.Person(row))
				}
			}
		}
		people.Start()
		d.settle()
		for filter := range filterCount {
			for _, search := range []string{"", "zzz"} {
				people.SetFilter(filter)
				people.Search(search)
				d.settle()
			}
		}
		for link, err := range map[account.Link]error{
			account.LinkOffline: account.Fault(account.Maintenance), account.LinkEnded: account.Fault(account.SessionEnded),
			account.LinkConnecting: nil,
		} {
			s.status = account.Status{Link: link, Err: err}
			s.tell()
			d.settle()
		}
		invite := NewInvite(d.env(), s, toasts)
		invite.OnState = func(state InviteState) { look("invite", state) }
		invite.Start()
		for _, userType := range account.UserTypes() {
			invite.SetType(userType)
		}
		invite.Add("ana@maple.example bo@maple.example x noor@maple.example")
		invite.Send()
		d.settle()

		modify := NewModify(d.env(), s, toasts, s.lists.Users[3], TabProfile)
		modify.OnState = func(state ModifyState) { look("modify", state) }
		modify.SetType(account.Administrator)
		s.fail["update"], s.user = account.Fault(account.VersionMismatch), account.User{ID: "u4", Language: "fr"}
		modify.Save()
		d.settle()
		access := NewEditExternal(d.env(), s, toasts, s.lists.ExternalUsers[0])
		access.OnState = func(state EditExternalState) { look("external", state) }
		access.SetUntil("2026-12-31")
		access.SetType(account.Administrator)
		access.Save()
		d.settle()
		for _, confirm := range []*Confirm{
			NewConfirmDelete(d.env(), s, toasts, s.lists.Users[3]), NewConfirmRemove(d.env(), s, toasts, s.lists.ExternalUsers[0]),
		} {
			confirm.OnState = func(state ConfirmState) { look("confirm", state) }
			confirm.Start()
			confirm.Do()
			d.settle()
		}
		for _, row := range []Row{
			{Kind: RowUser, User: s.lists.Users[3]},
			{Kind: RowExternal, External: s.lists.ExternalUsers[0]},
			{Kind: RowInvitation, Invitation: s.lists.Invitations[3]},
		} {
			panel := NewPerson(d.env(), s, row)
			panel.OnState = func(state PersonState) { look("panel", state) }
			panel.Start()
			d.settle()
		}
		shell := NewShell(d.env(), s, ShellOptions{AccountID: "a1", Forget: func(context.Context) error { return nil }})
		shell.OnState = func(state ShellState) { look("shell", state) }
		shell.Start()
		d.settle()
		signIn := NewSignIn(d.env(), &door{}, SignInOptions{Normalize: normalize})
		signIn.OnState = func(state SignInState) { look("sign-in", state) }
		signIn.Start()
		signIn.Submit()
		d.settle()
		look("toasts", log.shown)
	}
}
