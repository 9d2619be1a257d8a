package view

import (
	"errors"
	"io"
	"strings"

	"rollcall/ui/words"
)

// CodesState is a set of recovery codes that is shown once. It is a secret and
// never formatted.
type CodesState struct {
	Codes []string
	// Text is the codes as they are copied, one a line.
	Text string
	// FileName is what a file with them is called unless the person says otherwise.
	FileName string
	// Saved says that they were saved, Fault why they were not.
	Saved, Fault string
	Saving       bool
}

// codeSheet shows recovery codes once and writes them down where the person says.
type codeSheet struct {
	env    Env
	tell   func(CodesState)
	state  CodesState
	closed bool
}

func newCodeSheet(e Env, tell func(CodesState)) *codeSheet { return &codeSheet{env: e, tell: tell} }

// show shows a set in capitals: the font sets a small x between digits as a
// multiplication sign, and case does not count.
func (s *codeSheet) show(made []string) {
	codes := make([]string, len(made))
	for i, c := range made {
		codes[i] = strings.ToUpper(c)
	}
	s.state = CodesState{Codes: codes, Text: strings.Join(codes, "\n"), FileName: s.env.Words.T("codes.file_name")}
	s.tell(s.state)
}

// close drops the codes.
func (s *codeSheet) close() {
	s.closed = true
	s.state = CodesState{}
}

// save writes the codes to a file that the person chose; err is why none could
// be opened. With neither the person chose none.
func (s *codeSheet) save(to io.WriteCloser, err error) {
	if err == nil && to == nil || s.closed {
		return
	}
	if err != nil {
		s.saved(err)
		return
	}
	s.state.Saving, s.state.Saved, s.state.Fault = true, "", ""
	s.tell(s.state)
	text := s.env.Words.T("codes.file", words.Args{"Codes": s.state.Text, "Day": s.env.Words.LongDay(s.env.Now())})
	s.env.Go(func() {
		err := writeAll(to, text)
		s.env.Post(func() { s.saved(err) })
	})
}

func (s *codeSheet) saved(err error) {
	if s.closed {
		return
	}
	s.state.Saving, s.state.Saved, s.state.Fault = false, "", ""
	if err != nil {
		s.env.Log.Warn("recovery codes not saved")
		s.state.Fault = s.env.Words.T("codes.not_saved")
	} else {
		s.state.Saved = s.env.Words.T("codes.saved")
	}
	s.tell(s.state)
}

// writeAll writes a text and closes the file; a file not closed well is not
// written. Half a set of codes is not left behind.
func writeAll(to io.WriteCloser, text string) error {
	_, err := io.WriteString(to, text)
	if closing := to.Close(); err == nil {
		err = closing
	}
	if file, ok := to.(interface{ Discard() error }); ok && err != nil {
		return errors.Join(err, file.Discard())
	}
	return err
}
