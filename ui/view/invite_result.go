package view

import (
	"context"
	"errors"
)

// ResultName suggests the name of the file, "invitations-2026-11-21.csv".
func (v *Invite) ResultName() string {
	w := v.env.Words
	return w.T("invite.result_file") + "-" + v.env.Now().In(w.Location()).Format(dateFormat) + ".csv"
}

// SaveResult writes what became of each address to a file, as RFC 4180 has it,
// and closes it. The dialog tells the end: it stands over the toasts.
func (v *Invite) SaveResult(to ExportFile) {
	if v.saving || v.closed {
		v.env.Go(func() { _ = discard(to) })
		return
	}
	rows := v.resultRows()
	v.saving, v.saved, v.failure = true, "", ""
	v.publish()
	act(v.env, actLimit, func(context.Context) (int, error) {
		return len(rows) - 1, writeRows(to, rows)
	}, func(n int, err error) {
		v.saving = false
		if err != nil {
			v.ResultFailed()
		} else {
			v.saved = v.env.Words.N("invite.result_saved", n)
		}
		v.publish()
	})
}

// ResultFailed tells that the file could not be opened or written.
func (v *Invite) ResultFailed() {
	w := v.env.Words
	v.failure = w.T("invite.result_failed") + " " + w.T("activity.export_write")
	v.publish()
}

// writeRows writes a whole file or leaves none.
func writeRows(to ExportFile, rows [][]string) error {
	t := newTable(to)
	err := t.begin(rows[0])
	for _, r := range rows[1:] {
		err = errors.Join(err, t.row(r))
	}
	if err = errors.Join(err, t.end()); err != nil {
		return errors.Join(err, discard(to))
	}
	if err := to.Close(); err != nil {
		return errors.Join(err, to.Discard())
	}
	return nil
}

// resultRows are the headings and a row for each address.
func (v *Invite) resultRows() [][]string {
	w, say := v.env.Words, v.sayer()
	out := [][]string{{
		w.T("invite.result_address"), w.T("invite.result_type"), w.T("invite.result_result"), w.T("invite.result_reason"),
	}}
	for _, i := range v.list {
		k := v.kind(i)
		row := v.rollRow(i, k, say)
		out = append(out, []string{i.text, w.UserType(v.typeOf(i)), v.resultOf(k, say), row.Note})
	}
	return out
}

func (v *Invite) resultOf(k RollKind, say func(string) string) string {
	switch k {
	case RollSent:
		return say("invite.state_sent")
	case RollWaits:
		return say("deferred.invite_state")
	case RollRefused:
		return say("invite.result_refused")
	case RollNeedless:
		return say("invite.state_needless")
	case RollOut:
		return say("invite.state_out")
	}
	return say("invite.result_not_sent")
}
