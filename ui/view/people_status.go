package view

import (
	"errors"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// fresh is for how long after the lists were last known to be right nobody needs to
// be told when that was.
const fresh = time.Minute

func (p picture) statusLine() StatusLine {
	w, st := p.words, p.status
	line := StatusLine{Mark: MarkUpdating, Progress: -1}
	switch st.Link {
	case account.LinkOnline:
		line.Mark, line.Text = MarkOnline, w.T("status.online")
	case account.LinkOffline:
		line.Mark, line.Text = MarkOffline, p.away()
		if st.NextTry.IsZero() {
			line.Text = w.T("status.trying", words.Args{"Status": line.Text})
		}
	case account.LinkEnded:
		line.Mark, line.Text = MarkOffline, p.asOf("status.ended", "status.ended_never")
	case account.LinkUpdating:
		line.Text = p.under(w.T("status.updating"))
	default:
		line.Text = p.under(w.T("status.connecting"))
	}
	if p.sample {
		line.Text = w.T("status.sample", words.Args{"Status": line.Text})
	}
	if line.Mark == MarkUpdating && st.Total > 0 {
		line.Progress = min(1, float64(st.Fetched)/float64(st.Total))
	}
	return line
}

// under says how far a fetch is, and from when the list is that is shown meanwhile.
func (p picture) under(text string) string {
	w, st := p.words, p.status
	if st.Total > 0 {
		text = w.T("status.updating_of", words.Args{"Fetched": w.Number(st.Fetched), "Total": w.Number(st.Total)})
	}
	if !p.lists.Loaded || st.AsOf.IsZero() || p.here.Sub(st.AsOf) < fresh {
		return text
	}
	return p.asOf("status.as_of", "status.nothing", words.Args{"Status": text})
}

// away says that the service cannot be reached, or until when it is closed.
func (p picture) away() string {
	if !maintained(p.status) {
		return p.asOf("status.offline", "status.offline_never")
	}
	text := p.words.T("status.maintenance")
	var fault *account.Error
	if errors.As(p.status.Err, &fault) && !fault.Until.IsZero() {
		text = p.words.Until("status.maintenance.clock", "status.maintenance.day", fault.Until, p.now)
	}
	return p.asOf("status.as_of", "status.nothing", words.Args{"Status": text})
}

// asOf says how old the list is, or that there never was one. Its age was taken by
// the clock of this computer, as is now.
func (p picture) asOf(key, never string, more ...words.Args) string {
	if p.status.AsOf.IsZero() {
		return p.words.T(never, more...)
	}
	return p.words.T(key, append(more, words.Args{"Moment": p.words.Moment(p.status.AsOf, p.here)})...)
}

// waitingText counts what waits to be sent, else what was not done; empty when
// nothing does.
func (p picture) waitingText() string {
	waiting, sending, refused := standing(p.lists)
	switch {
	case sending > 0:
		return p.words.N("status.sending", waiting)
	case waiting > 0:
		return p.words.N("status.waiting", waiting)
	case refused > 0:
		return p.words.N("status.refused", refused)
	}
	return ""
}
