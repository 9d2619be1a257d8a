package kit

import (
	"reflect"

	"fyne.io/fyne/v2"

	"rollcall/account"
	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// Powers chooses a user type, and permissions when it is custom.
type Powers struct {
	// Content is what to place in a dialog.
	Content *widgets.Stack
	// OnType and OnTick tell what a person chose.
	OnType func(account.UserType)
	OnTick func(account.Permission, bool)
	// OnFocus tells what the keyboard comes to; nil when nobody asks.
	OnFocus func(fyne.CanvasObject)

	cards  *widgets.TypeCards
	locked *widgets.InfoBox
	checks map[account.Permission]*widgets.CheckRow
	groups *widgets.Stack
	shown  view.PowersState
}

// NewPowers makes the choice; label stands above the cards, or is empty.
func NewPowers(label string) *Powers {
	p := &Powers{
		cards: widgets.NewTypeCards(label, nil, ""), locked: widgets.NewInfoBox(""), groups: widgets.NewStack(12),
		checks: map[account.Permission]*widgets.CheckRow{},
	}
	p.cards.OnChanged = func(id string) { p.OnType(account.UserType(id)) }
	p.cards.OnFocus = func() { p.focused(p.cards) }
	p.locked.Hide()
	p.Content = widgets.NewStack(14, p.locked, p.cards, p.groups)
	return p
}

// FocusTarget is what the keyboard begins at.
func (p *Powers) FocusTarget() fyne.Focusable { return p.cards }

func (p *Powers) focused(o fyne.CanvasObject) {
	if p.OnFocus != nil {
		p.OnFocus(o)
	}
}

// Set shows a state. What stands there already is left alone: a person may be
// typing beside it.
func (p *Powers) Set(s view.PowersState) {
	if reflect.DeepEqual(p.shown, s) {
		p.agree(s)
		return
	}
	cards := make([]widgets.TypeCard, 0, len(s.Cards))
	for _, c := range s.Cards {
		card := widgets.TypeCard{ID: string(c.Type), Title: c.Title, Line: c.Line}
		if s.Locked != "" {
			card.Reason = c.Line
		}
		cards = append(cards, card)
	}
	p.cards.SetCards(cards, string(s.Type))
	p.lock(s.Locked)
	p.setGroups(s)
}

// agree undoes a choice that was not taken: nothing may look chosen that is not.
func (p *Powers) agree(s view.PowersState) {
	if p.cards.Selected() != string(s.Type) {
		p.cards.SetSelected(string(s.Type))
	}
	p.tick(s)
}

func (p *Powers) lock(why string) {
	if why == "" {
		p.locked.Hide()
		return
	}
	p.locked.Set("", widgets.InfoLine{Icon: widgets.IconLock, Text: why, Quiet: true})
	p.locked.Show()
}

func (p *Powers) setGroups(s view.PowersState) {
	if !sameGroups(p.shown.Groups, s.Groups) {
		p.build(s.Groups)
	}
	p.shown = s
	p.tick(s)
}

func (p *Powers) tick(s view.PowersState) {
	for _, g := range s.Groups {
		for _, each := range g.Permissions {
			row := p.checks[each.ID]
			if row.Checked() != each.Ticked {
				row.SetChecked(each.Ticked)
			}
			row.SetEnabled(s.Locked == "")
		}
	}
}

func (p *Powers) build(groups []view.PermissionGroup) {
	var parts []fyne.CanvasObject
	clear(p.checks)
	for _, g := range groups {
		rows := make([]fyne.CanvasObject, 0, len(g.Permissions))
		for _, each := range g.Permissions {
			row := widgets.NewCheckRow(each.Name, each.Description, each.Ticked)
			row.OnChanged = func(on bool) { p.OnTick(each.ID, on) }
			row.OnFocus = func() { p.focused(row) }
			p.checks[each.ID] = row
			rows = append(rows, row)
		}
		title := widgets.NewText(g.Title, widgets.Smaller())
		parts = append(parts, widgets.NewStack(6, title, widgets.NewColumns(2, 6, rows...)))
	}
	p.groups.SetParts(parts...)
}

// sameGroups tells whether the same permissions stand in the same places,
// ticked or not.
func sameGroups(a, b []view.PermissionGroup) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Title != b[i].Title || len(a[i].Permissions) != len(b[i].Permissions) {
			return false
		}
		for k := range a[i].Permissions {
			x, y := a[i].Permissions[k], b[i].Permissions[k]
			if x.ID != y.ID || x.Name != y.Name || x.Description != y.Description {
				return false
			}
		}
	}
	return true
}

// SetChanges says in a box what a change of powers means; the box hides when
// nothing changes.
func SetChanges(box *widgets.InfoBox, c view.Changes) {
	Show(box, c.Title != "")
	if c.Title == "" {
		return
	}
	var lines []widgets.InfoLine
	add := func(icon widgets.IconName, text string, tone widgets.Tone, quiet bool) {
		if text != "" {
			lines = append(lines, widgets.InfoLine{Icon: icon, Text: text, Tone: tone, Quiet: quiet})
		}
	}
	add(widgets.IconPlus, c.Gains, widgets.Green, false)
	if !c.Harmless {
		add(widgets.IconX, c.Loses, widgets.Red, false)
	}
	add(widgets.IconCheck, c.Keeps, widgets.Neutral, true)
	if c.Harmless {
		add(widgets.IconInfo, c.Loses+" "+c.When, widgets.Neutral, true)
	} else {
		add(widgets.IconInfo, c.When, widgets.Neutral, true)
	}
	box.Set(c.Title, lines...)
}
