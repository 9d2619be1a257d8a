package ui

import (
	"context"
	"errors"

	"rollcall/account"
	"rollcall/ui/view"
)

// ErrNobody says that no sign-in is kept for a service.
var ErrNobody = errors.New("nobody is signed in")

// Door is the way into an account. It is called off the UI goroutine; every
// error is, or wraps, an *account.Error, or is ErrNobody.
type Door interface {
	// CleanServer gives the one form of the address of a service as people
	// type it, or MalformedRequest, or InsecureServer.
	CleanServer(typed string) (string, error)
	view.SignInService
	// Enter keeps a new session in the keyring, or until the program ends
	// where there is none, and enters with it.
	Enter(ctx context.Context, server string, s account.Session) (Visit, error)
	// Resume enters with the session kept for a service; when it is over, it is
	// forgotten.
	Resume(ctx context.Context, server string) (Visit, error)
	// Sample opens the sample account, whose service runs inside the program.
	Sample(ctx context.Context) (Visit, error)
}

// Visit is a stay in one account, from signing in to leaving.
type Visit interface {
	account.Service
	view.PeopleSource
	// Facts says where and how one is signed in.
	Facts() VisitFacts
	// Forget removes the session from this computer.
	Forget(ctx context.Context) error
	// Close ends the visit and keeps the session.
	Close()
}

// VisitFacts says where and how one is signed in.
type VisitFacts struct {
	// Server is the address of the service.
	Server string
	// Sample tells the account carried inside the program.
	Sample bool
	// AccountID is the account entered.
	AccountID string
	// Kept tells that the keyring holds the session.
	Kept bool
}
