package localcache

import (
	"errors"
	"io/fs"
	"os"
)

// nameless takes the names of files out of an error that is logged: the path of a
// copy leads through a folder that has a person's name.
func nameless(err error) error {
	if err == nil || !namesFile(err) {
		return err
	}
	switch e := err.(type) {
	case *fs.PathError:
		return nameless(e.Err)
	case *os.LinkError:
		return nameless(e.Err)
	case interface{ Unwrap() []error }:
		var parts []error
		for _, part := range e.Unwrap() {
			parts = append(parts, nameless(part))
		}
		return errors.Join(parts...)
	}
	return nameless(errors.Unwrap(err))
}

// namesFile tells whether there is such a name somewhere in an error.
func namesFile(err error) bool {
	var path *fs.PathError
	var link *os.LinkError
	return errors.As(err, &path) || errors.As(err, &link)
}
