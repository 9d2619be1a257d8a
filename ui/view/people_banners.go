package view

import (
	"slices"
	"strconv"

	"rollcall/account"
	"rollcall/ui/words"
)

// closedBanner is what a banner said, and of what, when it was closed.
type closedBanner struct {
	text  string
	about []string
}

// hides tells whether a banner says nothing beyond what was closed.
func (c closedBanner) hides(b Banner) bool {
	if len(b.about) == 0 {
		return c.text == b.Text
	}
	return !slices.ContainsFunc(b.about, func(each string) bool { return !slices.Contains(c.about, each) })
}

func (p picture) banners(f found) []Banner {
	var out []Banner
	for _, b := range []Banner{
		p.endedBanner(), p.refusedBanner(), p.offlineBanner(), p.keyringBanner(), p.copyBanner(), p.expiringBanner(f), p.sampleBanner(),
	} {
		if b.Text != "" && !p.closed[b.Kind].hides(b) {
			out = append(out, b)
		}
	}
	return out
}

func (p picture) endedBanner() Banner {
	if p.status.Link != account.LinkEnded || !p.lists.Loaded {
		return Banner{}
	}
	return Banner{Kind: BannerEnded, Role: RoleRed, Text: p.words.ForError(p.status.Err).Sentence(), Action: p.words.T("act.sign_in")}
}

// refusedBanner stands for as long as something that was decided was not done.
func (p picture) refusedBanner() Banner {
	_, _, n := standing(p.lists)
	if n == 0 || p.status.Link == account.LinkEnded || !Administers(p.lists) {
		return Banner{}
	}
	return Banner{Kind: BannerRefused, Role: RoleRed, Text: p.words.N("waiting.banner", n), Action: p.words.T("waiting.see_why")}
}

func (p picture) offlineBanner() Banner {
	if p.status.Link != account.LinkOffline || !p.lists.Loaded {
		return Banner{}
	}
	text := p.words.ForError(p.status.Err).Title
	if !p.status.AsOf.IsZero() {
		text += " " + p.words.T("banner.as_of", words.Args{"Moment": p.words.Moment(p.status.AsOf, p.here)})
	}
	if canWait(p.status) && Administers(p.lists) {
		text += " " + p.words.T("banner.kept")
	}
	kind := BannerOffline
	if maintained(p.status) {
		kind = BannerMaintenance
	}
	return Banner{Kind: kind, Role: RoleAmber, Text: text, Action: p.words.T("act.try_again"), Closable: true}
}

func (p picture) keyringBanner() Banner {
	if !p.noKeyring || p.status.Link == account.LinkEnded {
		return Banner{}
	}
	return Banner{Kind: BannerNoKeyring, Role: RoleAmber, Text: p.words.T("banner.no_keyring"), Closable: true}
}

// copyBanner says what became of the copy on this computer, and what that means.
func (p picture) copyBanner() Banner {
	key := ""
	switch p.status.Copy {
	case account.CopyAside:
		key = "copy.aside"
	case account.CopyActsLost:
		key = "copy.acts_lost"
	case account.CopyOutdated:
		key = "copy.outdated"
	case account.CopyBusy:
		key = "copy.busy"
	case account.CopyLocked:
		key = "copy.locked"
	case account.CopyFailing:
		key = "copy.failing"
	}
	if key == "" || p.status.Link == account.LinkEnded {
		return Banner{}
	}
	return Banner{Kind: BannerCopy, Role: RoleAmber, Text: p.words.T(key), Closable: true}
}

// expiringBanner speaks up when invitations are about to expire, in the days of
// the reader. A single one that stands on top of the list speaks for itself.
// Closed, the banner comes back when others begin to expire.
func (p picture) expiringBanner(f found) Banner {
	n := len(f.expiring)
	if n == 0 || n == 1 && !f.buried {
		return Banner{}
	}
	b := Banner{Kind: BannerExpiring, Role: RoleAmber, Text: p.words.N(p.expiringKey(f.expiring), n), Closable: true}
	for _, i := range f.expiring {
		b.about = append(b.about, i.ID+" "+strconv.FormatInt(i.ExpiresAt.Unix(), 10))
	}
	if mustWait(p.status, p.words) != "" || p.busy[busyMany] {
		return b
	}
	b.Action = p.words.T("act.resend_all")
	if n == 1 {
		b.Action = p.words.T("act.resend_one")
	}
	return b
}

// expiringKey tells whether all of them expire on the same day of the reader's.
func (p picture) expiringKey(list []*account.Invitation) string {
	today := 0
	for _, i := range list {
		if p.words.SameDay(i.ExpiresAt, p.now) {
			today++
		}
	}
	switch today {
	case len(list):
		return "banner.expiring_today"
	case 0:
		return "banner.expiring_tomorrow"
	}
	return "banner.expiring_soon"
}

func (p picture) sampleBanner() Banner {
	if !p.sample {
		return Banner{}
	}
	return Banner{Kind: BannerSample, Role: RoleNeutral, Text: p.words.T("banner.sample"), Closable: true}
}
