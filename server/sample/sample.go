// Package sample makes a believable account to look at and to measure with:
// Maple Press, a small publisher, with two firms whose people enter it too. All
// addresses end in .example (RFC 2606), all telephone numbers are fictional, and
// no mail is sent for anything in it.
package sample

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Size of the sample when nothing else is asked for, and the most it can be.
const (
	People    = 28
	MaxPeople = 1_000_000
)

// ErrPeople is a number of people that no sample can have.
var ErrPeople = errors.New("sample: the number of people must be 1 to 1,000,000")

// Options say what to make. The same People, Seed and Now make the same account,
// down to its identifiers.
type Options struct {
	// People is the number of users whose home is Maple Press; 0 means 28.
	People int
	Seed   uint64
	// Language of the one person who can sign in, "en" or "fr"; French when empty.
	Language string
	// Now is the moment that "two days ago" counts from.
	Now time.Time
	// Hash makes the password hash of the one person who can sign in.
	Hash func(password string) (string, error)
}

// Account says how to enter the sample. It holds a password, made for the
// sample alone, and is shown to whoever asked for it.
type Account struct {
	AccountID string `json:"account_id"`
	Login     string `json:"login"`
	Password  string `json:"password"`
}

// Store is what a sample is written into.
type Store interface {
	Import(ctx context.Context, accounts []store.ImportedAccount, now time.Time) error
}

// Make writes the sample and says how to enter it, as its administrator Amélie
// Roy. It fails when the store holds one already.
func Make(ctx context.Context, into Store, o Options) (Account, error) {
	if o.People == 0 {
		o.People = People
	}
	if o.People < 0 || o.People > MaxPeople {
		return Account{}, ErrPeople
	}
	o.Now = o.Now.UTC().Truncate(time.Second)
	w := newWorld(o)
	press := w.press()
	password := w.password()
	hash, err := o.Hash(password)
	if err != nil {
		return Account{}, fmt.Errorf("sample: password: %w", err)
	}
	founder := slices.IndexFunc(press.Users, func(u store.ImportedUser) bool { return u.ID == w.founder.ID })
	press.Users[founder].PasswordHash = hash
	if err := into.Import(ctx, append(w.homes, press), o.Now); err != nil {
		return Account{}, fmt.Errorf("sample: %w", err)
	}
	return Account{AccountID: press.ID, Login: w.founder.Email, Password: password}, nil
}

// world is a sample in the making.
type world struct {
	Options
	dice
	// homes are the other accounts, whose people are external users here.
	homes []store.ImportedAccount
	// founder signs in; administrators are in the order of coming.
	founder        account.User
	administrators []account.User
	made           store.ImportedAccount
	taken          map[string]int
}

func newWorld(o Options) *world {
	return &world{Options: o, dice: newDice(o.Seed), taken: map[string]int{}}
}

// founded is when Maple Press opened its account.
func (w *world) founded() time.Time { return w.day(4*365, 9, 12) }

// press makes Maple Press and, before it, the accounts it works with.
func (w *world) press() store.ImportedAccount {
	w.made = store.ImportedAccount{ID: w.id("acc"), Name: "Maple Press", Number: "20417", CreatedAt: w.founded()}
	people := w.staff()
	if extra := w.People - len(people); extra > 0 {
		people = append(people, w.crowd(extra)...)
	}
	slices.SortStableFunc(people, func(a, b account.User) int { return a.CreatedAt.Compare(b.CreatedAt) })
	if w.Language != "" {
		people[0].Language = w.Language
	}
	w.founder = people[0]
	for i := range people {
		w.join(&people[i])
	}
	w.invite()
	w.neighbours()
	w.tell()
	w.requests()
	slices.SortStableFunc(w.made.Activity, func(a, b account.Activity) int { return a.At.Compare(b.At) })
	for i := range w.made.Activity {
		w.made.Activity[i].ID = w.id("act")
	}
	return w.made
}

// join lets a person into the account, invited by an administrator of that day.
func (w *world) join(u *account.User) {
	if len(w.administrators) > 0 {
		by := w.inviterBefore(u.CreatedAt.Add(-thinking))
		u.InvitedBy = &account.PersonRef{ID: by.ID, Name: by.Name()}
	}
	if u.UserType == account.Administrator {
		w.administrators = append(w.administrators, *u)
	}
	w.made.Users = append(w.made.Users, store.ImportedUser{User: *u})
	w.tellOfJoining(*u)
}

// thinking is how long people take to follow an invitation.
const thinking = 22 * time.Hour

// inviterBefore picks an administrator who was there at that moment; the founder
// always was.
func (w *world) inviterBefore(at time.Time) account.User {
	by := pick(w.dice, w.administrators)
	if by.CreatedAt.After(at) {
		return w.founder
	}
	return by
}

// day is a moment some days ago, moved to the Friday before when it falls on a
// weekend, and never later than a minute ago.
func (w *world) day(ago, hour, minute int) time.Time {
	d := w.Now.AddDate(0, 0, -ago)
	switch d.Weekday() {
	case time.Saturday:
		d = d.AddDate(0, 0, -1)
	case time.Sunday:
		d = d.AddDate(0, 0, -2)
	}
	at := time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, time.UTC)
	return earlier(at, w.Now.Add(-time.Minute))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
