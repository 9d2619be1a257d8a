package view

import (
	"context"
	"errors"
	"io"

	"rollcall/account"
	"rollcall/ui/words"
)

// ListFile is a file with addresses that somebody chose or dropped on the window.
type ListFile struct {
	// Name is what to call it; no folder.
	Name string
	// Open is called off the UI goroutine.
	Open func() (io.ReadCloser, error)
}

// largestList is how large such a file may be, in bytes: some 100,000 rows.
const largestList = 16 << 20

// Faults of a file. The words are for developers.
var (
	errListLarge = errors.New("the list is too large")
	errListEmpty = errors.New("the list holds no address")
)

// Read takes the addresses in files. Nothing of what is typed changes when one
// cannot be read.
func (v *Invite) Read(files []ListFile) {
	if v.busy || v.replaces != nil || len(files) == 0 {
		return
	}
	v.CommitDraft()
	v.read(func(ctx context.Context) ([]string, error) {
		var all []string
		for _, f := range files {
			texts, err := f.addresses()
			if err != nil {
				return nil, listError{f.Name, err}
			}
			all = append(all, texts...)
		}
		return all, ctx.Err()
	})
}

// read does work that gives addresses, off the UI goroutine. Several lists may be
// read at one time: none takes the place of another.
func (v *Invite) read(work func(context.Context) ([]string, error)) {
	v.change(func() { v.reading++ })
	act(v.env, actLimit, work, func(texts []string, err error) {
		if v.reading--; v.closed {
			return
		}
		v.change(func() {
			v.list = append(v.list, v.invitees(texts)...)
			v.judge()
			v.fault = v.listFault(err)
		})
	})
}

// listError is why a file could not be read.
type listError struct {
	name string
	error
}

func (e listError) Unwrap() error { return e.error }

func (v *Invite) listFault(err error) string {
	w, of := v.env.Words, listError{}
	if !errors.As(err, &of) {
		return ""
	}
	name := words.Args{"Name": of.name}
	switch {
	case errors.Is(err, account.ErrNotText):
		return w.T("fault.list_not_text", name)
	case errors.Is(err, errListLarge):
		return w.T("fault.list_large", name)
	case errors.Is(err, errListEmpty):
		return w.T("fault.list_empty", name)
	}
	return w.T("fault.list_unreadable", name)
}

// addresses reads the file.
func (f ListFile) addresses() ([]string, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	bytes, err := io.ReadAll(io.LimitReader(r, largestList+1))
	if err := errors.Join(err, r.Close()); err != nil {
		return nil, err
	}
	if len(bytes) > largestList {
		return nil, errListLarge
	}
	text, err := account.DecodeText(bytes)
	if err != nil {
		return nil, err
	}
	out := account.SplitAddresses(text)
	if len(out) == 0 {
		return nil, errListEmpty
	}
	return out, nil
}
