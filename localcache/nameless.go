package localcache

import (
	"errors"
	"io/fs"
	"os"
)

// Nameless takes the names of files out of an error that is logged: the path of a
// copy leads through a folder that has a person's name.
func Nameless(err error) error {
	if err == nil || !namesFile(err) {
		return err
	}
	switch e := err.(type) {
	case *fs.PathError:
		return Nameless(e.Err)
	case *os.LinkError:
		return Nameless(e.Err)
	case interface{ Unwrap() []error }:
		var parts []error
		for _, part := range e.Unwrap() {
			parts = append(parts, Nameless(part))
		}
		return errors.Join(parts...)
	}
	return Nameless(errors.Unwrap(err))
}

// namesFile tells whether there is such a name somewhere in an error.
func namesFile(err error) bool {
	var path *fs.PathError
	var link *os.LinkError
	return errors.As(err, &path) || errors.As(err, &link)
}
