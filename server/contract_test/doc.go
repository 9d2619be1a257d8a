// Package contract holds the account service to its contract: what every
// operation answers to every kind of caller, the rules R1–R11, R13–R15 and R18,
// what proves who somebody is, and what survives requests at one moment, bad
// input and the death of the process.
//
// Its tests speak plain HTTP to a real service on loopback with a real database
// and know nothing of how it is built. Long trials run a tenth of their rounds
// unless ROLLCALL_SOAK is set.
package contract
