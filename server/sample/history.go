package sample

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// facts are the details of an entry, in fields named like the API's.
type facts map[string]any

// entry adds one line to the activity log, done from a device. Device and
// address are known for twelve months, as in a log that grew by itself.
func (w *world) entry(at time.Time, actor account.ActivityActor, action string, target account.ActivityTarget, more facts) {
	if more == nil {
		more = facts{}
	}
	// Strings and lists of strings always marshal.
	details, _ := json.Marshal(more)
	a := account.Activity{At: at, Actor: actor, Action: action, Details: details, Outcome: account.OutcomeDone}
	if target != (account.ActivityTarget{}) {
		a.Target = &target
	}
	if _, refused := more["code"]; refused {
		a.Outcome = account.OutcomeRefused
	}
	if w.Now.Sub(at) < store.PlaceKept {
		a.Device, a.Address = place(actor)
	}
	w.made.Activity = append(w.made.Activity, a)
}

// place is where somebody works: the same computer each time, at an address
// kept for documents (RFC 5737).
func place(actor account.ActivityActor) (device, address string) {
	if actor.Kind == account.ActorOperator || actor.ID == "" {
		return "", ""
	}
	kinds := []string{"MacBook", "PC", "Linux"}
	sum := 0
	for _, c := range []byte(actor.ID) {
		sum += int(c)
	}
	first, _, _ := strings.Cut(actor.Name, " ")
	return first + " (" + kinds[sum%len(kinds)] + ")", "198.51.100." + strconv.Itoa(1+sum%250)
}

func actorOf(u account.User, kind string) account.ActivityActor {
	return account.ActivityActor{ID: u.ID, Name: u.Name(), Kind: kind}
}

func targetOf(u account.User) account.ActivityTarget {
	return account.ActivityTarget{Kind: string(account.KindUser), ID: u.ID, Name: u.Name()}
}

// tellOfJoining writes how a person came and, when it was lately, that they
// signed in.
func (w *world) tellOfJoining(u account.User) {
	if u.InvitedBy != nil {
		by := account.ActivityActor{ID: u.InvitedBy.ID, Name: u.InvitedBy.Name, Kind: account.ActorUser}
		invitation := account.ActivityTarget{Kind: string(account.KindInvitation), ID: w.id("inv"), Name: u.Email}
		w.entry(u.CreatedAt.Add(-thinking), by, account.ActionInvitationSent, invitation, facts{"user_type": u.UserType, "link_shown": false})
		w.entry(u.CreatedAt, actorOf(u, account.ActorInvited), account.ActionInvitationCompleted, targetOf(u), facts{"invitation_id": invitation.ID})
	}
	if ago := w.Now.Sub(u.LastActiveAt); !u.LastActiveAt.IsZero() && ago < 30*day {
		signedIn := later(u.LastActiveAt.Add(-20*time.Minute), u.CreatedAt.Add(5*time.Minute))
		w.entry(signedIn, actorOf(u, account.ActorUser), account.ActionSessionStarted, targetOf(u), nil)
	}
}

func (w *world) tellOfInvitation(i account.Invitation, by account.User) {
	target := account.ActivityTarget{Kind: string(account.KindInvitation), ID: i.ID, Name: i.Email}
	actor := actorOf(by, account.ActorUser)
	w.entry(i.CreatedAt, actor, account.ActionInvitationSent, target, facts{"user_type": i.UserType, "link_shown": false})
	if i.SentCount > 1 {
		w.entry(i.LastSentAt, actor, account.ActionInvitationResent, target, facts{"link_shown": false})
	}
}

func (w *world) tellOfAccess(e account.ExternalUser) {
	by := account.ActivityActor{ID: e.GrantedBy.ID, Name: e.GrantedBy.Name, Kind: account.ActorOperator}
	target := account.ActivityTarget{Kind: string(account.KindExternalUser), ID: e.ID, Name: e.Name()}
	w.entry(e.GrantedAt, by, account.ActionExternalGranted, target, facts{"user_type": e.UserType, "permissions": e.Permissions})
}

// tell writes what else happened: the account was made, somebody left, Daniel
// was given the mailings, Gustavo mistyped his password.
func (w *world) tell() {
	byOperator := account.ActivityActor{ID: operator().ID, Name: operator().Name, Kind: account.ActorOperator}
	press := account.ActivityTarget{Kind: string(account.KindAccount), ID: w.made.ID, Name: w.made.Name}
	w.entry(w.founded(), byOperator, account.ActionAccountCreated, press, nil)

	amelie := actorOf(w.founder, account.ActorUser)
	former := account.ActivityTarget{Kind: string(account.KindUser), ID: w.id("usr"), Name: "Henri Castonguay"}
	w.entry(w.day(61, 16, 45), amelie, account.ActionUserDeleted, former, facts{"sessions_ended": 2, "devices_revoked": 1, "api_tokens_revoked": 0})
	stray := account.ActivityTarget{Kind: string(account.KindInvitation), ID: w.id("inv"), Name: "h.castonguay@maplepress.example"}
	w.entry(w.day(60, 9, 8), amelie, account.ActionInvitationCancelled, stray, nil)

	if i := w.find("daniel.royce"); i >= 0 {
		u := &w.made.Users[i]
		u.Version++
		w.entry(w.day(40, 11, 26), amelie, account.ActionUserModified, targetOf(u.User), facts{
			"changed":     []string{"permissions"},
			"permissions": facts{"from": []account.Permission{"contacts.view"}, "to": u.Permissions},
		})
	}
	if i := w.find("gustavo.pereira-lindqvist"); i >= 0 {
		u := w.made.Users[i].User
		nobody := account.ActivityActor{Kind: account.ActorNobody}
		w.entry(u.LastActiveAt.Add(-9*time.Minute), nobody, account.ActionSessionRefused, targetOf(u), facts{"code": account.InvalidCredentials})
		w.entry(u.LastActiveAt.Add(-8*time.Minute), actorOf(u, account.ActorUser), account.ActionSessionStarted, targetOf(u), nil)
	}
	if i := w.find("fatima"); i >= 0 {
		u := w.made.Users[i].User
		w.entry(u.LastActiveAt, actorOf(u, account.ActorUser), account.ActionPasswordChanged, targetOf(u), facts{"sessions_ended": 1, "devices_revoked": 0, "api_tokens_revoked": 0})
	}
	w.tellOfCredentials()
}

func (w *world) find(username string) int {
	return slices.IndexFunc(w.made.Users, func(u store.ImportedUser) bool { return u.Username == username })
}
