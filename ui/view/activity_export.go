package view

import (
	"context"
	"errors"
	"io"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// ExportFile is the file that an export goes to. Discard removes it: half an
// export would pass for a whole one.
type ExportFile interface {
	io.WriteCloser
	Discard() error
}

// ExportState is how an export stands.
type ExportState struct {
	// Possible tells that there is something to export, and a service to ask.
	Possible bool
	Busy     bool
	// Text says how far it has come.
	Text string
}

// ExportName suggests the name of the file, "activity-2026-11-21.csv".
func (v *Activity) ExportName() string {
	return v.env.Words.T("activity.export_file") + "-" + v.env.Now().In(v.env.Words.Location()).Format(dateFormat) + ".csv"
}

// Export writes every entry that the filter leaves to a file, as RFC 4180 has
// it, and closes it. A toast tells the end.
func (v *Activity) Export(to ExportFile) {
	if v.state.Export.Busy || v.closed {
		v.env.Go(func() { _ = discard(to) })
		return
	}
	v.state.Export.Busy, v.state.Export.Text = true, v.env.Words.N("activity.exporting", 0)
	v.publish()
	q := v.filter.query(v.env.Now(), v.env.Words.Location())
	q.Limit = exportAtOnce
	x := exporter{source: v.source, words: v.env.Words, query: q, to: to}
	number := v.export.number + 1
	x.progress = func(n int) { v.env.Post(func() { v.exporting(number, n) }) }
	ask(v.env, &v.export, x.run, v.exported)
}

// ExportFailed tells that the file could not be opened.
func (v *Activity) ExportFailed() {
	v.toasts.Fail(v.env.Words.T("activity.export_failed") + " " + v.env.Words.T("activity.export_write"))
}

// StopExport gives the export up. Its file is removed.
func (v *Activity) StopExport() {
	if !v.state.Export.Busy {
		return
	}
	v.export.stop()
	v.state.Export.Busy, v.state.Export.Text = false, ""
	v.toasts.Tell(v.env.Words.T("activity.export_stopped"))
	v.publish()
}

func (v *Activity) exporting(number, n int) {
	if v.export.number == number && v.state.Export.Busy {
		v.state.Export.Text = v.env.Words.N("activity.exporting", n)
		v.publish()
	}
}

func (v *Activity) exported(n int, err error) {
	w := v.env.Words
	v.state.Export.Busy, v.state.Export.Text = false, ""
	switch {
	case err == nil:
		v.toasts.Tell(w.N("activity.exported", n))
	case errors.As(err, new(writeError)):
		v.toasts.Fail(w.T("activity.export_failed") + " " + w.T("activity.export_write"))
	default:
		v.toasts.Fail(w.T("activity.export_failed") + " " + w.ForError(err).Sentence())
	}
	v.publish()
}

// writeError tells a file that cannot be written from a service that cannot be
// asked.
type writeError struct{ error }

// exporter fetches page after page and writes it.
type exporter struct {
	source   ActivitySource
	words    *words.Words
	query    account.ActivityQuery
	to       ExportFile
	progress func(n int)
}

// run gives how many entries were written. What is not finished is removed.
func (x exporter) run(ctx context.Context) (int, error) {
	n, err := x.write(ctx)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return n, errors.Join(err, discard(x.to))
	}
	if err := x.to.Close(); err != nil {
		return n, errors.Join(writeError{err}, x.to.Discard())
	}
	return n, nil
}

func discard(f ExportFile) error { return errors.Join(f.Close(), f.Discard()) }

func (x exporter) write(ctx context.Context) (int, error) {
	t, n := newTable(x.to), 0
	if err := t.begin(x.headings()); err != nil {
		return 0, writeError{err}
	}
	for {
		page, err := x.page(ctx)
		if err != nil {
			return n, err
		}
		for _, a := range page.Items {
			if err := t.row(x.fields(a)); err != nil {
				return n, writeError{err}
			}
		}
		n += len(page.Items)
		x.progress(n)
		if x.query.Cursor = page.NextCursor; x.query.Cursor == "" {
			break
		}
	}
	if err := t.end(); err != nil {
		return n, writeError{err}
	}
	return n, nil
}

func (x exporter) page(ctx context.Context) (account.Page[account.Activity], error) {
	ctx, cancel := context.WithTimeout(ctx, actLimit)
	defer cancel()
	return x.source.Activity(ctx, x.query)
}

func (x exporter) headings() []string {
	w := x.words
	return []string{
		w.T("activity.column_time", words.Args{"Zone": w.Location().String()}), w.T("activity.column_utc"),
		w.T("activity.column_actor"), w.T("activity.column_action"), w.T("activity.column_target"),
		w.T("activity.column_sentence"), w.T("activity.column_outcome"), w.T("activity.column_why"),
		w.T("activity.column_device"), w.T("activity.column_address"),
	}
}

func (x exporter) fields(a account.Activity) []string {
	w, t := x.words, tell(a, x.words)
	target, outcome := "", w.T("activity.outcome_done")
	if a.Target != nil {
		target = a.Target.Name
	}
	if t.Refused {
		outcome = w.T("activity.outcome_refused")
	}
	return []string{
		a.At.In(w.Location()).Format(time.DateTime), a.At.UTC().Format(time.RFC3339), actorName(a.Actor, w), actionName(a.Action, w),
		target, t.Sentence, outcome, t.Why, a.Device, a.Address,
	}
}
