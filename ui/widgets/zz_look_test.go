package widgets

import (
	"fmt"
	"image/png"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"rollcall/ui/theme"
)

func shot(t *testing.T, w fyne.Window, name string) {
	f, err := os.Create("/tmp/w/shots/" + name + ".png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

type page struct {
	side   *SideBar
	head   fyne.CanvasObject
	title  *Text
	quiet  *Text
	search *SearchField
	invite *Button
	chips  *ChipRow
	list   *VirtualList
	status *StatusLine
}

func (p *page) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 400) }
func (p *page) Layout(_ []fyne.CanvasObject, s fyne.Size) {
	p.side.SetCollapsed(s.Width < 1000)
	sw := p.side.Width()
	place(p.side, 0, 0, sw, s.Height)
	w := s.Width - sw
	place(p.title, sw+32, 24, 300, 32)
	place(p.quiet, sw+32, 58, 400, 20)
	bw := p.invite.MinSize().Width
	place(p.invite, s.Width-32-bw, 24, bw, 36)
	place(p.search, s.Width-32-bw-10-248, 24, 248, 36)
	ch := p.chips.HeightFor(w - 64)
	place(p.chips, sw+32, 96, w-64, ch)
	place(p.list, sw, 96+ch+13, w, s.Height-36-96-ch-13)
	place(p.status, sw, s.Height-36, w, 36)
}

func samplePage() (*page, *fyne.Container) {
	p := &page{}
	acc := NewAccountBlock(func() {})
	acc.Set("MP", "x", "Maple Press", "Account 20417")
	per := NewPersonBlock(func() {})
	per.Set("AR", "u1", "Amélie Roy", "Administrator")
	items := []*NavItem{NewNavItem(IconUsers, "Users", nil), NewNavItem(IconActivity, "Activity", nil), NewNavItem(IconKey, "API tokens", nil), NewNavItem(IconBuilding, "Account", nil)}
	items[0].SetSelected(true)
	p.side = NewSideBar(acc, "Settings", items, per)
	p.title = NewText("Users", Title())
	p.quiet = NewText("28 users · 4 pending invitations · 2 external users", Muted())
	p.search = NewSearchField("Search people", "Ctrl F", "Clear")
	p.invite = NewButton("Invite", IconPlus, Primary, nil)
	p.chips = NewChipRow(nil)
	p.chips.SetChips([]ChipData{{"all", "All", "34"}, {"a", "Administrators", "3"}, {"u", "Users", "19"}, {"c", "Custom", "6"}, {"p", "Pending", "4"}, {"e", "External", "2"}, {"n", "No two-factor", "7"}}, "all")
	p.status = NewStatusLine()
	p.status.Set(MarkOnline, "Online · list up to date")
	p.list = sampleList(40)
	return p, fyne.NewContainerWithLayout(p, p.side, p.title, p.quiet, p.search, p.invite, p.chips, p.list, p.status)
}

func sampleList(n int) *VirtualList {
	names := []string{"Amélie Roy", "Benjamin Okafor", "Chloé Tremblay", "Daniel Royce", "Fatima El Amrani", "Gustavo Pereira-Lindqvist"}
	inits := []string{"AR", "BO", "CT", "DR", "FE", "GP"}
	badges := []BadgeData{{"Administrator", Accent, ""}, {"User", Neutral, ""}, {"Custom", Violet, ""}}
	inv := []InvitationData{
		{ID: "i1", Email: "lise.gagnon@gmial.com", Badge: badges[1], State: BadgeData{"Bounced: no such person", Red, IconCircleAlert}, Action: "Correct…", TrashTip: "Cancel"},
		{ID: "i2", Email: "petra@northlight.io", Badge: badges[2], State: BadgeData{"Expired on Nov 14", Red, ""}, Action: "Resend invitation", ActionIcon: IconSend, TrashTip: "Cancel"},
		{ID: "i3", Email: "noor.haddad@maplepress.ca", Badge: badges[1], Delivery: "Sent", Left: "5 days left", Action: "Resend invitation", ActionIcon: IconSend, TrashTip: "Cancel"},
		{ID: "i4", Email: "tom.weber@maplepress.ca", Badge: badges[0], State: BadgeData{"Expires tonight, 21:40", Amber, IconClock}, Action: "Resend invitation", ActionIcon: IconSend, TrashTip: "Cancel", Busy: true},
	}
	l := NewVirtualList(ListSource{
		Create: func(k int) fyne.CanvasObject {
			switch k {
			case 0:
				return NewHeadingRow()
			case 1:
				return NewInvitationRow()
			case 3:
				return NewLinkRow()
			default:
				return NewPersonRow()
			}
		},
		Update: func(i int, o fyne.CanvasObject) {
			switch r := o.(type) {
			case *HeadingRow:
				if i == 0 {
					r.Set(HeadingData{ID: "p", Title: "Pending invitations", Count: "4", Foldable: true, Link: "Resend all expired"})
				} else {
					r.Set(HeadingData{ID: "u", Title: "Users", Count: "28", Foldable: true, Columns: []ColumnHead{{"t", "User type", ColumnType, 0, true}, {"f", "Two-factor", ColumnTwoFactor, 0, true}, {"l", "Last active", ColumnLastActive, 1, true}}})
				}
			case *InvitationRow:
				r.Set(inv[i-1])
			case *LinkRow:
				r.Set(LinkData{ID: "x", Text: "Show all 12"})
			case *PersonRow:
				k := (i - 7) % 6
				d := PersonData{ID: fmt.Sprint("u", i), Initials: inits[k], Name: names[k], Email: "amelie.roy@maplepress.ca", Badge: badges[k%3], TwoFactor: "On", TwoFactorOn: true, LastActive: "2 hours ago", Actions: "Actions"}
				if k == 3 {
					d.TwoFactor, d.TwoFactorOn = "Off", false
					d.NameMarks, d.EmailMarks = []Range{{7, 10}}, []Range{{7, 10}}
				}
				r.Set(d)
			}
		},
		Key: func(i int) string { return fmt.Sprint(i) },
	})
	l.SetSpans([]Span{{0, 1, 40}, {1, 4, 56}, {3, 1, 44}, {0, 1, 40}, {2, n, 56}})
	return l
}

func TestLook(t *testing.T) {
	for _, mode := range []theme.Mode{theme.Light, theme.Dark} {
		app := test.NewTempApp(t)
		th, err := theme.New(mode)
		if err != nil {
			t.Fatal(err)
		}
		app.Settings().SetTheme(th)
		p, c := samplePage()
		host := NewHost(c)
		w := test.NewWindow(host)
		w.SetPadded(false)
		w.Resize(fyne.NewSize(1180, 760))
		p.list.SetCurrent(8)
		host.Toasts().Add(ToastData{ID: "1", Text: "Invitation to petra@northlight.io cancelled", Action: "Undo"})
		shot(t, w, string(mode)+"-users")
		host.Toasts().Remove("1")
		m := ShowMenu(w.Canvas(), []MenuItem{{Text: "Modify", Icon: IconSettings}, {Text: "Send a password link", Icon: IconMail}, {Text: "Reset two-factor", Icon: IconShield, Reason: "Nothing to reset"}, {Text: "Sign out everywhere", Icon: IconLogOut}, {Separator: true}, {Text: "Delete", Icon: IconTrash, Danger: true}}, fyne.NewPos(1148, 550), true)
		shot(t, w, string(mode)+"-menu")
		m.Close()
		body := inviteBody()
		d := NewDialog("Invite people to Maple Press", 620, body, "Cancel")
		d.SetAct("Send 2 invitations", IconSend, Primary, nil)
		d.Open(w.Canvas())
		shot(t, w, string(mode)+"-invite")
		d.SetFault("The service did not answer. Nothing was sent; everything typed is kept.")
		d.SetBusy(true)
		w.Resize(fyne.NewSize(820, 560))
		shot(t, w, string(mode)+"-invite-small")
		d.Close()
		shot(t, w, string(mode)+"-small")
		w.Resize(fyne.NewSize(1180, 760))
		mod := NewDialog("Daniel Royce", 560, NewStack(14, NewTypeCards("", cards(), "u"), NewInfoBox("What changes for Daniel", InfoLine{Icon: IconPlus, Text: "Gains: add, edit and delete contacts; see billing; change the plan", Tone: Green}, InfoLine{Icon: IconCheck, Text: "Keeps: view contacts, manage mailings", Quiet: true}, InfoLine{Icon: IconInfo, Text: "Loses nothing. Takes effect at once, wherever Daniel is signed in.", Quiet: true})), "Cancel")
		mod.SetPerson("DR", "u10", "daniel.royce@maplepress.ca")
		mod.SetHeader(NewTabs(24, []Tab{{"p", "Profile"}, {"a", "Access codes"}, {"t", "User type"}}, "t"))
		mod.SetAct("Save changes", IconNone, Primary, nil)
		mod.Open(w.Canvas())
		shot(t, w, string(mode)+"-modify")
		mod.Close()
		del := NewDialog("Delete Gustavo Pereira-Lindqvist?", 480, NewStack(14, NewParagraph("Gustavo can no longer enter Maple Press, and is signed out at once if working in it now. This cannot be undone; you can invite Gustavo again.", Muted()), NewInfoBox("", InfoLine{Icon: IconLogOut, Text: "2 open sessions end (Windows laptop, phone)"}, InfoLine{Icon: IconKey, Text: "1 API token stops working: “Zapier export”"})), "Keep Gustavo")
		del.SetAct("Delete", IconNone, Danger, nil)
		del.Open(w.Canvas())
		shot(t, w, string(mode)+"-delete")
		del.Close()
		login := NewField("E-mail or user name")
		login.SetText("amelie.roy@maplepress.ca")
		pw := NewField("Password")
		pw.SetText("abcdefghijk")
		pw.SetPassword("Show", "Hide")
		pw.SetFault("The login or the password is not right.")
		lang := NewSelectField("Language")
		lang.SetOptions([]Option{{"en", "English"}, {"fr", "Français"}}, "fr")
		host.SetContent(NewCentered(NewFloatingCard(NewStack(16, NewText("Sign in", Title()), login, pw, lang, NewButton("Forgot your password?", IconNone, Link, nil), NewButton("Continue", IconNone, Primary, nil), NewDivider("or"), NewButton("Try it with a sample account", IconNone, Secondary, nil), NewInfoBox("", InfoLine{Icon: IconLock, Text: "Your sign-in is kept in this computer’s keyring, never in a file.", Quiet: true}), NewBanner(BannerData{Tone: Amber, Icon: IconWifiOff, Text: "You are offline. This is the list as of today, 14:32.", Action: "Try again", CloseTip: "x"})), 36), 392))
		login.Focus()
		shot(t, w, string(mode)+"-signin")
		host.SetContent(NewEmptyState(IconUsers, "Nobody found", "No name or address contains “xyz”.", "Clear the search", nil))
		host.ShowPanel(NewSlidePanel(NewStack(8, NewText("Amélie Roy", Strong()), NewSkeletonRow()), "Close"))
		shot(t, w, string(mode)+"-empty")
		w.Close()
	}
}

func cards() []TypeCard {
	return []TypeCard{{ID: "a", Title: "Administrator", Line: "Everything, including users"}, {ID: "u", Title: "User", Line: "Everything but users and API tokens"}, {ID: "c", Title: "Custom", Line: "The basics, plus what you tick"}}
}

func inviteBody() fyne.CanvasObject {
	af := NewAddressField("E-mail addresses", "Remove", func(s string) []string { return []string{s} }, func(a string) Tone {
		if a == "lise@gmial.com" {
			return Amber
		}
		return Accent
	})
	af.SetAddresses([]string{"noor.haddad@maplepress.ca", "lise@gmial.com"})
	ban := NewBanner(BannerData{Tone: Amber, Icon: IconTriangleAlert, Text: "Did you mean lise@gmail.com?", Action: "Use it"})
	cols := NewColumns(2, 6, NewCheckRow("View contacts", "includes exporting them", true), NewCheckRow("Manage contacts", "add, edit, delete", false), NewCheckRow("Manage mailings", "schedule, cancel, stop", true), NewCheckRow("Billing", "payment details, invoices", false))
	return NewStack(14, NewStack(8, af, ban), NewTypeCards("User type", cards(), "c"), cols, NewParagraph("2 people will be able to prepare mailings, see and export contacts, and schedule mailings. The link works for 7 days.", Muted()))
}
