// Package sealed is a file of encrypted records. Each is known by a kind and a
// number, and is read back as it was last written or not at all: what was
// changed, dropped, exchanged, brought in from elsewhere or put back to an
// older state outside of this package is noticed.
//
// What is in the clear: how many records of which kind and number there are, how
// long each is, and when the file was written. Putting back the whole file as it
// was once is the one change that nobody can notice from the file alone.
package sealed
