// Package client speaks the account API over HTTP: it signs a person in and is
// an account.Service for each account they may enter.
//
// Whatever goes wrong on the way is told once, here, as an *account.Error:
// problem documents (RFC 9457) keep their code; no answer at all is
// Unreachable; an answer that the account service cannot have given is
// BadAnswer; a certificate or an address that would give a secret away is
// InsecureServer. Only a context that its owner cancelled stays
// context.Canceled.
//
// Reads and acts are sent again, at most twice, when the answer did not come:
// every act carries an Idempotency-Key, so that it happens at most once.
// Signing in is never sent again, nor is an act whose answer is a secret (an
// authenticator's, recovery codes, an API token, the link of an invitation): the
// service keeps no secret for a repeat.
package client
