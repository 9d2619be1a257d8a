package view

import (
	"context"
	"slices"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

const (
	// activityAtOnce is how many entries of the log are asked for at a time, and
	// exportAtOnce for an export.
	activityAtOnce = 100
	exportAtOnce   = 500
)

// ActivitySource is what the Activity screen needs.
type ActivitySource interface {
	Lists() account.Lists
	Status() account.Status
	Watch(f func()) (stop func())
	Refresh()
	Activity(ctx context.Context, q account.ActivityQuery) (account.Page[account.Activity], error)
}

// Activity is the Activity screen: the log of the account, newest first (R18).
type Activity struct {
	OnState func(ActivityState)

	env    Env
	source ActivitySource
	toasts *Toasts

	filter activityFilter
	state  ActivityState
	cursor string
	loaded time.Time
	seq    int64
	failed error

	page, look, export latest
	unwatch            func()
	stopTick           func()
	closed             bool
}

// NewActivity makes the Activity screen; Start brings it to life.
func NewActivity(e Env, source ActivitySource, toasts *Toasts) *Activity {
	v := &Activity{env: e, source: source, toasts: toasts}
	v.state = ActivityState{Loading: true, words: e.Words, now: e.Now(), Filter: v.filter.state(e.Words, e.Now())}
	return v
}

// Start publishes a first state, asks for the newest entries, and follows what
// happens from then on.
func (v *Activity) Start() {
	v.unwatch = v.source.Watch(func() { v.env.Post(v.heard) })
	v.seq = v.source.Lists().Seq
	v.reload()
}

// Close stops following. An export under way is stopped.
func (v *Activity) Close() {
	v.closed = true
	if v.unwatch != nil {
		v.unwatch()
	}
	v.StopExport()
	v.page.stop()
	v.look.stop()
	v.SetVisible(false)
}

// SetVisible lets ages be renewed and new entries be looked for every minute
// while the screen can be seen. Attempts that were refused change no list: only
// the log itself knows of them.
func (v *Activity) SetVisible(on bool) {
	if v.stopTick != nil {
		v.stopTick()
		v.stopTick = nil
	}
	if on && !v.closed {
		v.tick()
		v.lookForNew()
	}
}

func (v *Activity) tick() {
	v.stopTick = v.env.After(time.Minute, func() {
		v.tick()
		v.lookForNew()
		v.publish()
	})
}

// State is the last state published.
func (v *Activity) State() ActivityState { return v.state }

// TryAgain asks anew, after a failure.
func (v *Activity) TryAgain() {
	v.env.Go(v.source.Refresh)
	v.reload()
}

// EmptyAct does what the button of an empty list says.
func (v *Activity) EmptyAct() {
	if v.state.Empty != nil && v.state.Empty.Do == EmptyTryAgain {
		v.TryAgain()
		return
	}
	v.ClearFilters()
}

// ShowNew loads the newest entries in the place of what is shown.
func (v *Activity) ShowNew() { v.reload() }

// More loads older entries, when there are any and none are on their way.
func (v *Activity) More() {
	if v.cursor == "" || v.state.Loading || v.state.MoreLoading || v.state.MoreError != "" {
		return
	}
	v.loadMore()
}

// MoreAgain tries again to load older entries.
func (v *Activity) MoreAgain() {
	if v.state.MoreError != "" {
		v.loadMore()
	}
}

// heard is told that lists or status changed.
func (v *Activity) heard() {
	if v.closed {
		return
	}
	seq, online := v.source.Lists().Seq, !offline(v.source.Status())
	switch {
	case v.failed != nil && online && !v.state.Loading:
		v.reload()
	case seq != v.seq:
		v.lookForNew()
	}
	v.seq = seq
	v.publish()
}

// reload asks for the first page. What is shown stays until it comes, unless
// the filter is another.
func (v *Activity) reload() {
	v.look.stop()
	v.state.Loading, v.state.New, v.state.MoreLoading, v.state.MoreError = true, "", false, ""
	v.state.Empty, v.failed = nil, nil
	v.publish()
	v.fetch("", func(p account.Page[account.Activity]) {
		v.state.entries = p.Items
		v.loaded = v.env.Now()
	})
}

func (v *Activity) loadMore() {
	v.state.MoreLoading, v.state.MoreError = true, ""
	v.publish()
	v.fetch(v.cursor, func(p account.Page[account.Activity]) {
		v.state.entries = append(slices.Clip(v.state.entries), p.Items...)
	})
}

// fetch asks for a page and takes it over.
func (v *Activity) fetch(cursor string, take func(account.Page[account.Activity])) {
	q := v.filter.query(v.env.Now(), v.env.Words.Location())
	q.Cursor, q.Limit = cursor, activityAtOnce
	ask(v.env, &v.page, func(ctx context.Context) (account.Page[account.Activity], error) {
		ctx, cancel := context.WithTimeout(ctx, actLimit)
		defer cancel()
		return v.source.Activity(ctx, q)
	}, func(p account.Page[account.Activity], err error) {
		v.state.Loading, v.state.MoreLoading = false, false
		switch {
		case err == nil:
			v.cursor, v.failed = p.NextCursor, nil
			take(p)
		case cursor != "":
			v.state.MoreError = v.env.Words.T("activity.retry")
		default:
			v.failed = err
		}
		v.publish()
	})
}

// lookForNew finds out whether something happened that is not shown yet. What
// is shown does not move.
func (v *Activity) lookForNew() {
	if v.closed || v.state.Loading || v.failed != nil || offline(v.source.Status()) {
		return
	}
	q := v.filter.query(v.env.Now(), v.env.Words.Location())
	q.Limit = activityAtOnce
	ask(v.env, &v.look, func(ctx context.Context) (account.Page[account.Activity], error) {
		ctx, cancel := context.WithTimeout(ctx, actLimit)
		defer cancel()
		return v.source.Activity(ctx, q)
	}, func(p account.Page[account.Activity], err error) {
		if err == nil {
			v.found(p)
		}
	})
}

// found counts the new entries; into an empty list they are taken at once.
func (v *Activity) found(p account.Page[account.Activity]) {
	if len(v.state.entries) == 0 {
		v.state.entries, v.cursor, v.loaded = p.Items, p.NextCursor, v.env.Now()
		v.publish()
		return
	}
	newest := v.state.entries[0].ID
	n := slices.IndexFunc(p.Items, func(a account.Activity) bool { return a.ID == newest })
	switch {
	case n > 0:
		v.state.New = v.env.Words.N("activity.new", n)
	case n < 0 && len(p.Items) > 0:
		v.state.New = v.env.Words.T("activity.new_many")
	default:
		v.state.New = ""
	}
	v.publish()
}

func (v *Activity) publish() {
	w, status := v.env.Words, v.source.Status()
	v.state.now = v.env.Now().Add(status.ClockOffset)
	v.state.Count = len(v.state.entries)
	v.state.Filter = v.filter.state(w, v.state.now)
	v.state.Status = picture{status: status, now: v.state.now, words: w}.statusLine()
	v.state.Empty, v.state.Notice = v.empty(), ""
	if (v.failed != nil || offline(status)) && v.state.Count > 0 {
		v.state.Notice = w.T("activity.offline_as_of", words.Args{"Moment": w.Moment(v.loaded, v.env.Now())})
	}
	v.state.Export.Possible = v.state.Count > 0 && !offline(status)
	if v.OnState != nil && !v.closed {
		v.OnState(v.state)
	}
}

// offline tells that nothing can be asked of the service now.
func offline(st account.Status) bool {
	return st.Link == account.LinkOffline || st.Link == account.LinkEnded
}
