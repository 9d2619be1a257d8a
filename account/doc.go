// Package account is the language of Rollcall: users, pending invitations,
// external users, user types, permissions, the rules that bind them and the
// codes of the errors that break them.
//
// It uses the standard library only and does no input or output. The account
// service, the client and the local copy all speak it and do not know each
// other. JSON names are those of the account API, which are fixed.
package account
