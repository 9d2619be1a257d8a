package main

import (
	"errors"
	"fmt"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

type noticeBoard struct {
	Add    addNotice    `cmd:"" help:"Announce maintenance; prints the notice as JSON. Between its two moments the service answers nobody."`
	List   listNotices  `cmd:"" help:"What is announced and not over yet, one JSON object per line."`
	Remove removeNotice `cmd:"" help:"Take a notice back; maintenance that is under way ends at once."`
}

type addNotice struct {
	Data   string `required:"" placeholder:"DIR" help:"Folder of the data."`
	Starts string `required:"" placeholder:"T" help:"When maintenance begins (RFC 3339), such as 2026-11-27T22:00:00-05:00."`
	Ends   string `required:"" placeholder:"T" help:"When it ends (RFC 3339)."`
	TextEN string `name:"text-en" required:"" placeholder:"S" help:"What people read in English, on one line. The app says before it when."`
	TextFR string `name:"text-fr" required:"" placeholder:"S" help:"The same in French."`
}

// maxNotice is what fits a banner, in characters.
const maxNotice = 300

// Faults of a notice.
var (
	errMoment    = errors.New("is no moment (RFC 3339), such as 2026-11-27T22:00:00-05:00")
	errEndsFirst = errors.New("--ends is not after --starts")
	errOver      = errors.New("--ends is in the past")
	errNoNotice  = errors.New("there is no such notice")
)

// shownNotice is what the commands print.
type shownNotice struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	TextEN   string    `json:"text_en"`
	TextFR   string    `json:"text_fr"`
}

func shown(n store.Notice) shownNotice {
	return shownNotice{n.ID, account.NoticeMaintenance, n.StartsAt, n.EndsAt, n.Text["en"], n.Text["fr"]}
}

// Run announces it.
func (a *addNotice) Run(w *world) error {
	n, err := a.checked(w.moment())
	if err != nil {
		return err
	}
	st, err := existing(w, a.Data)
	if err != nil {
		return err
	}
	defer st.Close()
	if n, err = st.Announce(w, n, w.moment()); err != nil {
		return err
	}
	return printJSON(w.out, shown(n))
}

func (a *addNotice) checked(now time.Time) (n store.Notice, err error) {
	if n.StartsAt, err = readMoment("--starts", a.Starts); err != nil {
		return n, err
	}
	if n.EndsAt, err = readMoment("--ends", a.Ends); err != nil {
		return n, err
	}
	switch {
	case !n.EndsAt.After(n.StartsAt):
		return n, errEndsFirst
	case !n.EndsAt.After(now):
		return n, errOver
	}
	n.Text = map[string]string{"en": a.TextEN, "fr": a.TextFR}
	for _, l := range account.Languages() {
		n.Text[l], err = account.CleanLine(n.Text[l], maxNotice)
		if err == nil && n.Text[l] == "" {
			err = account.ErrEmpty
		}
		if err != nil {
			return n, fmt.Errorf("--text-%s %w", l, err)
		}
	}
	return n, nil
}

func readMoment(flag, text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("%s %w", flag, errMoment)
	}
	return t.UTC().Truncate(time.Second), nil
}

type listNotices struct {
	Data string `required:"" placeholder:"DIR" help:"Folder of the data."`
}

// Run lists them.
func (l *listNotices) Run(w *world) error {
	st, err := existing(w, l.Data)
	if err != nil {
		return err
	}
	defer st.Close()
	list, err := st.Notices(w, w.moment())
	for _, n := range list {
		if err := printJSON(w.out, shown(n)); err != nil {
			return err
		}
	}
	return err
}

type removeNotice struct {
	Data string `required:"" placeholder:"DIR" help:"Folder of the data."`
	ID   string `name:"id" required:"" placeholder:"NOTICE" help:"Identifier of the notice, as list prints it."`
}

// Run takes it back.
func (r *removeNotice) Run(w *world) error {
	st, err := existing(w, r.Data)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Withdraw(w, r.ID, w.moment()); account.CodeOf(err) != account.NotFound {
		return err
	}
	return errNoNotice
}
