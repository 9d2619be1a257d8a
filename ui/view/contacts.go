package view

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/paper"
	"rollcall/ui/words"
)

// ContactsSource is where the list of contacts comes from: this computer's copy.
type ContactsSource interface {
	Lists() account.Lists
	Status() account.Status
}

// The formats that the list of contacts is saved in.
const (
	FormatPDF = "pdf"
	FormatCSV = "csv"
)

// ContactsState is the dialog that saves who may talk to support.
type ContactsState struct {
	Title, Text, Count string
	Formats, Papers    []Option
	// Format and Paper are what is chosen; only a PDF has a format of paper.
	Format, Paper string
	// Hint says what the format is good for.
	Hint  string
	Busy  bool
	Error string
	// Done is true once the list is saved: the dialog closes.
	Done bool
}

// Contacts saves the list of those who may talk to the service's support about
// the account (R16): its users, neither invited nor external ones. It needs no
// service.
type Contacts struct {
	OnState func(ContactsState)

	env    Env
	source ContactsSource
	toasts *Toasts
	state  ContactsState
	save   latest
	closed bool
}

// NewContacts makes the dialog; region is where the reader's computer is set to,
// "CA", which tells the format of paper. Start shows it.
func NewContacts(e Env, source ContactsSource, toasts *Toasts, region string) *Contacts {
	v := &Contacts{env: e, source: source, toasts: toasts}
	v.state.Format, v.state.Paper = FormatPDF, string(paperOf(region))
	return v
}

// paperOf gives the usual paper of a region (CLDR, paper sizes).
func paperOf(region string) paper.Size {
	if slices.Contains([]string{"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}, region) {
		return paper.Letter
	}
	return paper.A4
}

// Start publishes a first state.
func (v *Contacts) Start() { v.publish() }

// Close gives up what is being saved.
func (v *Contacts) Close() {
	v.closed = true
	v.save.stop()
}

// SetFormat chooses PDF or CSV.
func (v *Contacts) SetFormat(id string) {
	v.state.Format, v.state.Error = id, ""
	v.publish()
}

// SetPaper chooses the paper of a PDF.
func (v *Contacts) SetPaper(id string) {
	v.state.Paper = id
	v.publish()
}

// FileName suggests the name of the file, "authorised-contacts-2026-11-21.pdf".
func (v *Contacts) FileName() string {
	w := v.env.Words
	return w.T("contacts.file") + "-" + v.env.Now().In(w.Location()).Format(dateFormat) + "." + v.state.Format
}

// Failed tells that the file could not be opened.
func (v *Contacts) Failed() { v.saved(0, writeError{errors.New("not opened")}) }

// Save writes the list to a file and closes it. A file that is not whole is
// removed.
func (v *Contacts) Save(to ExportFile) {
	if v.state.Busy || v.closed {
		v.env.Go(func() { _ = discard(to) })
		return
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	format, size, now := v.state.Format, paper.Size(v.state.Paper), v.env.Now()
	ask(v.env, &v.save, func(ctx context.Context) (int, error) {
		list := contactsIn(v.source.Lists(), v.source.Status(), now, v.env.Words)
		err := list.write(to, format, size)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return 0, writeError{errors.Join(err, discard(to))}
		}
		if err := to.Close(); err != nil {
			return 0, writeError{errors.Join(err, to.Discard())}
		}
		return len(list.rows), nil
	}, v.saved)
}

func (v *Contacts) saved(n int, err error) {
	w := v.env.Words
	v.state.Busy = false
	if err == nil {
		v.state.Done = true
		v.toasts.Tell(w.N("contacts.saved", n))
	} else {
		v.state.Error = w.T("contacts.failed") + " " + w.T("activity.export_write")
	}
	v.publish()
}

func (v *Contacts) publish() {
	w, s := v.env.Words, &v.state
	lists := v.source.Lists()
	s.Title, s.Text = w.T("contacts.title"), w.T("contacts.text", words.Args{"Account": lists.Account.Name})
	s.Count = w.N("contacts.count", lists.Users.Len())
	s.Formats = []Option{{FormatPDF, w.T("contacts.pdf")}, {FormatCSV, w.T("contacts.csv")}}
	s.Papers = []Option{{string(paper.A4), w.T("contacts.iso")}, {string(paper.Letter), w.T("contacts.letter")}}
	s.Hint = w.T("contacts.hint_pdf")
	if s.Format == FormatCSV {
		s.Hint = w.T("contacts.hint_csv")
	}
	if v.OnState != nil && !v.closed {
		v.OnState(*s)
	}
}

// contacts is the list as it is written down.
type contacts struct {
	words *words.Words
	of    account.Account
	// asOf is when the list was known to be true; made is now.
	asOf, made time.Time
	rows       [][]string
}

// contactsIn takes the users out of the lists, sorted as the reader's language
// has it.
func contactsIn(l account.Lists, st account.Status, now time.Time, w *words.Words) contacts {
	c := contacts{words: w, of: l.Account, asOf: now, made: now}
	if st.Link != account.LinkOnline && !st.AsOf.IsZero() {
		c.asOf = st.AsOf
	}
	collator, keys := w.Collator(), map[string]string{}
	for u := range l.Users.All() {
		keys[u.ID] = collator.Key(u.Name())
	}
	users := l.Users.Slice()
	slices.SortStableFunc(users, func(a, b *account.User) int { return cmp.Compare(keys[a.ID], keys[b.ID]) })
	for _, u := range users {
		c.rows = append(c.rows, []string{u.Name(), u.Email, u.Phone, u.JobTitle, w.UserType(u.UserType)})
	}
	return c
}

func (c contacts) headings() []string {
	w := c.words
	return []string{w.T("column.name"), w.T("field.email"), w.T("field.phone"), w.T("field.job_title"), w.T("column.type")}
}

func (c contacts) write(to io.Writer, format string, size paper.Size) error {
	if format == FormatCSV {
		return c.writeTable(to)
	}
	return c.writePaper(to, size)
}

func (c contacts) writeTable(to io.Writer) error {
	t := newTable(to)
	if err := t.begin(c.headings()); err != nil {
		return err
	}
	for _, r := range c.rows {
		if err := t.row(r); err != nil {
			return err
		}
	}
	return t.end()
}

// contactShares are how the columns of the sheet share its width.
func contactShares() []float64 { return []float64{40, 56, 30, 32, 24} }

func (c contacts) writePaper(to io.Writer, size paper.Size) error {
	w := c.words
	whose := w.T("contacts.account", words.Args{"Account": c.of.Name, "Number": c.of.Number})
	sheets := paper.Table{
		Title: w.T("contacts.title"), Running: w.T("contacts.title") + " · " + whose,
		Lines: []string{
			whose, w.T("contacts.as_of", words.Args{"Moment": w.Exact(c.asOf), "Count": w.N("contacts.count", len(c.rows))}),
			w.T("contacts.purpose"),
		},
		Rows: c.rows, Missing: w.T("contacts.missing"), Language: w.Language(), Size: size, Made: c.made.In(w.Location()),
		Page: func(n, of int) string {
			return w.T("contacts.page", words.Args{"Page": w.Number(n), "Pages": w.Number(of)})
		},
	}
	for i, h := range c.headings() {
		sheets.Columns = append(sheets.Columns, paper.Column{Heading: h, Share: contactShares()[i]})
	}
	return paper.Write(to, sheets)
}
