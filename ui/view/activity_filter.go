package view

import (
	"slices"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// Period is a span of days that the log is filtered by.
type Period uint8

// The periods. Days are those of the reader's place; PeriodOther has a first
// and a last day.
const (
	PeriodAny Period = iota
	PeriodToday
	PeriodWeek
	PeriodMonth
	PeriodOther
)

// ActivityFilterState labels the filters.
type ActivityFilterState struct {
	Actor, Target, Action, When string
	// HasActor and the others tell which of them narrow the log.
	HasActor, HasTarget, HasAction, HasWhen bool
	// Filtered tells that at least one does.
	Filtered bool
	// Periods are the spans of days to choose from, Period the chosen one.
	Periods []Option
	Period  Period
	// From and To are the days of PeriodOther as typed, 2026-12-31.
	From, To string
}

// activityFilter is what the log is narrowed by; empty identifiers do not.
type activityFilter struct {
	actor, target named
	action        string
	period        Period
	from, to      time.Time
}

// named is somebody or something with a name.
type named struct{ id, name string }

// query asks for what the filter leaves. The days begin and end at midnight in
// the reader's place; To is the first moment that is not meant.
func (f activityFilter) query(now time.Time, place *time.Location) account.ActivityQuery {
	q := account.ActivityQuery{Actor: f.actor.id, Target: f.target.id, Action: f.action}
	y, m, d := now.In(place).Date()
	back := func(days int) time.Time { return time.Date(y, m, d-days, 0, 0, 0, 0, place) }
	switch f.period {
	case PeriodToday:
		q.From = back(0)
	case PeriodWeek:
		q.From = back(6)
	case PeriodMonth:
		q.From = back(29)
	case PeriodOther:
		q.From = f.from
		if !f.to.IsZero() {
			y, m, d := f.to.Date()
			q.To = time.Date(y, m, d+1, 0, 0, 0, 0, place)
		}
	}
	return q
}

func (f activityFilter) state(w *words.Words, now time.Time) ActivityFilterState {
	s := ActivityFilterState{
		HasActor: f.actor.id != "", HasTarget: f.target.id != "", HasAction: f.action != "", HasWhen: f.period != PeriodAny,
		Period: f.period, Periods: periods(w),
	}
	s.Filtered = s.HasActor || s.HasTarget || s.HasAction || s.HasWhen
	label := func(key, value, otherwise string, has bool) string {
		if !has {
			value = w.T(otherwise)
		}
		return w.T(key, words.Args{"Value": value})
	}
	s.Actor = label("activity.filter_actor", f.actor.name, "activity.anybody", s.HasActor)
	s.Target = label("activity.filter_target", f.target.name, "activity.about_all", s.HasTarget)
	s.Action = label("activity.filter_action", actionName(f.action, w), "activity.anything", s.HasAction)
	s.When = label("activity.filter_when", f.span(w, now), "activity.any_time", s.HasWhen)
	s.From, s.To = typedDay(f.from), typedDay(f.to)
	return s
}

func typedDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(dateFormat)
}

func periods(w *words.Words) []Option {
	return []Option{
		{ID: "0", Label: words.Capital(w.T("activity.any_time"))},
		{ID: "1", Label: words.Capital(w.T("activity.today"))},
		{ID: "2", Label: words.Capital(w.N("activity.last_days", 7))},
		{ID: "3", Label: words.Capital(w.N("activity.last_days", 30))},
		{ID: "4", Label: w.T("activity.custom")},
	}
}

// span says which days are shown.
func (f activityFilter) span(w *words.Words, now time.Time) string {
	switch f.period {
	case PeriodToday:
		return w.T("activity.today")
	case PeriodWeek:
		return w.N("activity.last_days", 7)
	case PeriodMonth:
		return w.N("activity.last_days", 30)
	}
	args := words.Args{"From": w.Day(f.from, now), "To": w.Day(f.to, now)}
	switch {
	case f.from.IsZero():
		return w.T("activity.until", args)
	case f.to.IsZero():
		return w.T("activity.since", args)
	}
	return w.T("activity.between", args)
}

// SetPeriod chooses a span of days; PeriodOther needs SetDates.
func (v *Activity) SetPeriod(p Period) {
	if p == PeriodOther {
		return
	}
	v.narrow(func(f *activityFilter) { f.period, f.from, f.to = p, time.Time{}, time.Time{} })
}

// SetDates shows what happened from the first to the last of two days, typed as
// 2026-12-31; an empty one is no limit. The faults say what cannot be read.
func (v *Activity) SetDates(from, to string) (fromFault, toFault string) {
	first, fromFault := v.day(from)
	last, toFault := v.day(to)
	if fromFault != "" || toFault != "" {
		return fromFault, toFault
	}
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		return "", v.env.Words.T("activity.dates_order")
	}
	period := PeriodOther
	if first.IsZero() && last.IsZero() {
		period = PeriodAny
	}
	v.narrow(func(f *activityFilter) { f.period, f.from, f.to = period, first, last })
	return "", ""
}

func (v *Activity) day(text string) (time.Time, string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, ""
	}
	day, err := time.ParseInLocation(dateFormat, text, v.env.Words.Location())
	if err != nil {
		return time.Time{}, v.env.Words.T("fault.date")
	}
	return day, ""
}

// SetActor shows what one person did; an empty choice is everybody.
func (v *Activity) SetActor(c Choice) {
	v.narrow(func(f *activityFilter) { f.actor = named{c.ID, c.Label} })
}

// SetTarget shows what concerned one person or thing; an empty choice is
// everything.
func (v *Activity) SetTarget(c Choice) {
	v.narrow(func(f *activityFilter) { f.target = named{c.ID, c.Label} })
}

// SetAction shows one action; empty is all.
func (v *Activity) SetAction(action string) { v.narrow(func(f *activityFilter) { f.action = action }) }

// ClearFilters shows everything again.
func (v *Activity) ClearFilters() { v.narrow(func(f *activityFilter) { *f = activityFilter{} }) }

// narrow changes the filter: what is shown no longer fits.
func (v *Activity) narrow(change func(*activityFilter)) {
	before := v.filter
	change(&v.filter)
	if v.filter == before {
		return
	}
	v.state.entries, v.cursor = nil, ""
	v.reload()
}

// Choice is one line of a choice with a search field.
type Choice struct {
	ID, Label, Line string
	// Heading stands above others and cannot be chosen.
	Heading bool
}

// choicesAtOnce is how many people are suggested at a time; a few letters find
// the others.
const choicesAtOnce = 100

// People suggests whom the log can be narrowed to: actors, or people and things
// that were acted on. done is told on the UI goroutine, and whether there are
// more than it was given.
func (v *Activity) People(targets bool, search string, asked *Search, done func(list []Choice, more bool)) {
	entries := v.state.entries
	terms := words.Terms(search)
	ask(v.env, &asked.latest, suggest(v.source, v.env.Words, entries, targets, terms), func(found []Choice, _ error) {
		done(found[:min(choicesAtOnce, len(found))], len(found) > choicesAtOnce)
	})
}

// Actions gives the actions to choose from under their headings; a search
// leaves the ones it finds.
func (v *Activity) Actions(search string) []Choice {
	w, terms := v.env.Words, words.Terms(search)
	var out []Choice
	for _, g := range actionGroups() {
		var found []Choice
		title := w.T("activity.group." + g.key)
		for _, a := range g.actions {
			if c := (Choice{ID: a, Label: actionName(a, w)}); finds(terms, title+" "+c.Label) {
				found = append(found, c)
			}
		}
		if len(found) > 0 {
			out = append(append(out, Choice{ID: "group " + g.key, Label: title, Heading: true}), found...)
		}
	}
	return out
}

// finds tells whether every term of a search is in a text.
func finds(terms []string, text string) bool {
	folded := words.Fold(text)
	return !slices.ContainsFunc(terms, func(t string) bool { return !strings.Contains(folded, t) })
}

// Offers gives the filters that an entry suggests, for its menu.
func (v *Activity) Offers(i int) []ActivityOffer {
	if i < 0 || i >= len(v.state.entries) {
		return nil
	}
	a, w := v.state.entries[i], v.env.Words
	var out []ActivityOffer
	if a.Actor.ID != "" {
		c := Choice{ID: a.Actor.ID, Label: actorName(a.Actor, w)}
		out = append(out, ActivityOffer{w.T("activity.only_actor", words.Args{"Name": c.Label}), "user", func() { v.SetActor(c) }})
	}
	if a.Target != nil && a.Target.ID != "" {
		c := Choice{ID: a.Target.ID, Label: targetName(a, w)}
		out = append(out, ActivityOffer{w.T("activity.only_target", words.Args{"Name": c.Label}), "users", func() { v.SetTarget(c) }})
	}
	action := w.T("activity.only_action", words.Args{"What": actionName(a.Action, w)})
	return append(out, ActivityOffer{action, "activity", func() { v.SetAction(a.Action) }})
}

// ActivityOffer is one entry of a row's menu.
type ActivityOffer struct {
	Label, Icon string
	Do          func()
}

// CopyText is an entry as text, to paste elsewhere.
func (v *Activity) CopyText(i int) string {
	row := v.state.Row(i)
	return joined(row.Exact, row.Refused, row.Sentence, row.Where)
}
