// Package kit is what the screens share: how a role of a view becomes a tone
// of a widget, and the parts that stand in several dialogs.
package kit

import (
	"fyne.io/fyne/v2"

	"rollcall/ui/view"
	"rollcall/ui/widgets"
)

// Tone gives the widgets' tone of a view's role.
func Tone(r view.Role) widgets.Tone {
	switch r {
	case view.RoleAccent:
		return widgets.Accent
	case view.RoleViolet:
		return widgets.Violet
	case view.RoleAmber:
		return widgets.Amber
	case view.RoleRed:
		return widgets.Red
	case view.RoleGreen:
		return widgets.Green
	}
	return widgets.Neutral
}

// Badge gives the widgets' badge of a view's.
func Badge(b view.Badge) widgets.BadgeData {
	return widgets.BadgeData{Text: b.Text, Tone: Tone(b.Role)}
}

// RowMark gives the widgets' mark of a view's.
func RowMark(m view.WaitingMark) widgets.MarkData {
	return widgets.MarkData{Icon: widgets.IconName(m.Icon), Text: m.Text, Tone: Tone(m.Role), Tip: m.Tip}
}

// Options gives the widgets' options of a view's.
func Options(list []view.Option) []widgets.Option {
	out := make([]widgets.Option, 0, len(list))
	for _, o := range list {
		out = append(out, widgets.Option{ID: o.ID, Text: o.Label})
	}
	return out
}

// SetText puts a text into a field unless it stands there already, so that the
// cursor of somebody who types does not jump.
func SetText(f *widgets.Field, text string) {
	if f.Text() != text {
		f.SetText(text)
	}
}

// Show sets whether an object can be seen.
func Show(o fyne.CanvasObject, visible bool) {
	if o.Visible() == visible {
		return
	}
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

// SetNotice says in a banner what happened meanwhile; what is gone weighs more.
// The banner hides when there is nothing to say.
func SetNotice(b *widgets.Banner, meanwhile, gone string) {
	data := widgets.BannerData{Tone: widgets.Amber, Icon: widgets.IconInfo, Text: meanwhile}
	if gone != "" {
		data = widgets.BannerData{Tone: widgets.Red, Icon: widgets.IconCircleAlert, Text: gone}
	}
	b.Set(data)
	Show(b, data.Text != "")
}

// SetWaitNote says above the buttons of a dialog that the service cannot be
// reached, and what that means for the act.
func SetWaitNote(d *widgets.Dialog, text string) { d.SetNote(widgets.IconWifiOff, text) }
