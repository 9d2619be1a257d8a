package ui

import (
	"context"
	"errors"

	"rollcall/account"
	"rollcall/ui/view"
)

// ErrNobody says that no sign-in is kept for a service.
var ErrNobody = errors.New("nobody is signed in")

// ErrKeyring says that the keyring of this computer does not give away what it
// may hold. Kept says how it answers.
type ErrKeyring struct{ Kept view.Keyring }

// Error says so to developers.
func (ErrKeyring) Error() string { return "the keyring does not answer" }

// Door is the way into an account. It is called off the UI goroutine; every
// error is, or wraps, an *account.Error, or is ErrNobody.
type Door interface {
	// CleanServer gives the one form of the address of a service as people
	// type it, or MalformedRequest, or InsecureServer.
	CleanServer(typed string) (string, error)
	view.SignInService
	// Enter keeps a new session in the keyring, or until the program ends
	// where there is none, and enters with it. A device token that came with the
	// session is kept beside it. A copy of the same person that is on this computer
	// is unlocked.
	Enter(ctx context.Context, server string, s account.Session) (Visit, error)
	// Resume enters with the session kept for a service; when it is over, it is
	// forgotten. Where the copy that was last open is on this computer, it enters at
	// once, and the visit ends if the service then says that the session is over.
	// ErrKeyring when the keyring cannot be asked: nothing is lost.
	Resume(ctx context.Context, server string) (Visit, error)
	// Sample opens the sample account, whose service runs inside the program.
	Sample(ctx context.Context) (Visit, error)
}

// Visit is a stay in one account, from signing in to leaving.
type Visit interface {
	account.Service
	view.PeopleSource
	account.Outbox
	// Facts says where and how one is signed in.
	Facts() VisitFacts
	// Forget is signing out, as far as this computer goes: it removes the session
	// and the copies that the person has of the accounts of this service, with
	// their keys, also when the service cannot be reached. The device stays trusted.
	// The visit shows nothing new from then on. What a session takes with it that
	// was ended from afar needs no Forget.
	Forget(ctx context.Context) error
	// ForgetComputer is Forget, and removes the trust in this computer from it.
	// What the service knows is ended by DistrustDevice and SignOut.
	ForgetComputer(ctx context.Context) error
	// Switch enters another account of the same person with the same session; the
	// empty account is the one that fits best, as after a sign-in (R13). One that
	// has a copy on this computer opens at once. The visit it is called on stays as
	// it is, to be closed by its owner.
	Switch(ctx context.Context, accountID string) (Visit, error)
	// WaitingElsewhere names what waits to be sent in the copies that the person
	// has of other accounts of this service: Forget takes them too. It has one more
	// for each copy that could not be looked into, also that of this account.
	WaitingElsewhere(ctx context.Context) []view.Elsewhere
	// LostElsewhere names, once, what waited there and never will be sent, because
	// those copies had to be wiped when this visit began, meanwhile or when it ended.
	// After an end it waits until that is done.
	LostElsewhere() []view.Elsewhere
	// WatchLostElsewhere has f told, on any goroutine, when LostElsewhere has something
	// new while the visit goes on. There is one such f at a time.
	WatchLostElsewhere(f func()) (stop func())
	// Close ends the visit and keeps the session and the copy, once all is in it.
	Close()
}

// VisitFacts says where and how one is signed in.
type VisitFacts struct {
	// Server is the address of the service.
	Server string
	// Sample tells the account carried inside the program.
	Sample bool
	// AccountID is the account entered; HomeID is the person's home. Both are
	// empty while TwoFactorSetup.
	AccountID, HomeID string
	// TwoFactorSetup: the service asks for a second factor to be set up before
	// anything else (R14). Only TwoFactor and what sets it up, and SignOut, work;
	// after that, Switch with the empty account.
	TwoFactorSetup bool
	// Kept tells that the keyring holds the session.
	Kept bool
}
