package localcache_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/account"
	"rollcall/localcache"
)

// TestMain makes a property tried 6 times by default: each time is some
// twenty acts over a network that breaks. -rapid.checks asks for more.
func TestMain(m *testing.M) {
	if config := os.Getenv(keeperVariable); config != "" {
		fmt.Fprintln(os.Stderr, beKeeper(config))
		os.Exit(1)
	}
	if text := os.Getenv(victimEnv); text != "" {
		if err := victim(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	checks := "6"
	if os.Getenv("ROLLCALL_SOAK") != "" {
		checks = "300"
	}
	_ = flag.Set("rapid.checks", checks)
	os.Exit(m.Run())
}

// pair is two administrators at work on one account over bad networks.
type pair struct {
	o        *office
	networks [2]*network
	desks    [2]*desk
	invited  int
}

// TestAfterQuietTheCopyIsTheService lets two administrators act at random, on
// whatever their copies show, over networks that break at random; what one of them
// decides can wait on their computer. Whatever happens to single acts, the copies
// equal the service in the end, and nothing waits but what was refused.
func TestAfterQuietTheCopyIsTheService(t *testing.T) {
	p := &pair{o: openOffice(t, 40)}
	for i, who := range []string{"ana", "ben"} {
		p.networks[i] = newNetwork(t, p.o.url)
		var kept *localcache.Copy
		if who == "ana" {
			kept = openCopy(t, t.TempDir())
		}
		p.desks[i] = p.o.sitWith(t, who, p.networks[i].url, 20, kept)
		p.desks[i].online(t)
	}
	rapid.Check(t, func(rt *rapid.T) {
		for range rapid.IntRange(5, 25).Draw(rt, "acts") {
			who := rapid.IntRange(0, 1).Draw(rt, "who")
			p.step(rt, who)
		}
		for _, n := range p.networks {
			n.become(fair)
		}
		for _, d := range p.desks {
			d.Refresh()
		}
		p.desks[0].until(t, patience, "nothing waits but what was refused", func() bool {
			return !slices.ContainsFunc(p.desks[0].Lists().Waiting, func(w *account.Waiting) bool {
				return w.State != account.WaitingRefused && w.State != account.WaitingBehind
			})
		})
		if err := p.desks[0].DiscardWaiting(t.Context()); err != nil {
			rt.Fatal(err)
		}
		agree(rt, p.o, p.desks[0], p.desks[1])
	})
}

// step lets one administrator, or the network, do something. Acts may fail:
// over such a network, on rows that may be old, they do.
func (p *pair) step(rt *rapid.T, who int) {
	d := p.desks[who]
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	l := d.Lists()
	switch rapid.SampledFrom([]string{
		"rename", "rename", "delete user", "invite", "invite", "resend", "cancel", "cancel", "restore", "correct",
		"remove", "give back", "grant", "myself", "break", "mend", "cut",
	}).Draw(rt, "act") {
	case "rename":
		u, name := draw(rt, l.Users.Slice()), rapid.StringMatching(`[A-Z][a-z]{1,8}`).Draw(rt, "name")
		if u != nil {
			_, _ = d.UpdateUser(ctx, u.ID, account.UserChange{FirstName: &name}, account.Act{Version: u.Version})
		}
	case "delete user":
		if u := draw(rt, l.Users.Slice()); u != nil && u.UserType != account.Administrator {
			_, _ = d.DeleteUser(ctx, u.ID, account.Act{Version: u.Version})
		}
	case "myself":
		job := rapid.StringMatching(`[a-z]{3,9}`).Draw(rt, "job")
		_, _ = d.UpdateMe(ctx, account.ProfileChange{JobTitle: &job}, account.Act{Version: l.Me.Version})
	case "break":
		p.networks[who].become(brittle)
	case "mend":
		p.networks[who].become(fair)
	case "cut":
		p.networks[who].cut()
	case "invite":
		_, _ = d.Invite(ctx, p.somebody(""), account.Act{})
	default:
		p.stepOnRows(rt, ctx, d, l)
	}
}

func (p *pair) somebody(replaces string) account.NewInvitation {
	p.invited++
	return account.NewInvitation{Email: fmt.Sprintf("p%d@new.example", p.invited), UserType: account.RegularUser, Replaces: replaces}
}

// stepOnRows acts on an invitation or on an external user.
func (p *pair) stepOnRows(rt *rapid.T, ctx context.Context, d *desk, l account.Lists) {
	if i := draw(rt, l.Invitations.Slice()); i != nil {
		switch rapid.IntRange(0, 2).Draw(rt, "to invitation") {
		case 0:
			_, _ = d.ResendInvitation(ctx, i.ID, account.Act{Version: i.Version})
		case 1:
			_ = d.CancelInvitation(ctx, i.ID, account.Act{Version: i.Version})
		case 2:
			_, _ = d.Invite(ctx, p.somebody(i.ID), account.Act{Version: i.Version})
		}
	}
	if i := draw(rt, l.Cancelled.Slice()); i != nil {
		_, _ = d.RestoreInvitation(ctx, i.ID, account.Act{})
	}
	if e := draw(rt, l.ExternalUsers.Slice()); e != nil {
		if rapid.Bool().Draw(rt, "remove") {
			_, _ = d.RemoveExternalUser(ctx, e.ID, account.Act{Version: e.Version})
		} else {
			to := rapid.SampledFrom(account.UserTypes()).Draw(rt, "type")
			_, _ = d.UpdateExternalUser(ctx, e.ID, account.ExternalUserChange{UserType: &to}, account.Act{Version: e.Version})
		}
	}
	guest := fmt.Sprintf("x-guest%02d", rapid.IntRange(0, 9).Draw(rt, "guest"))
	_, _ = d.RestoreExternalUser(ctx, guest, account.Act{})
}

func draw[T any](rt *rapid.T, rows []*T) *T {
	if len(rows) == 0 {
		return nil
	}
	return rows[rapid.IntRange(0, len(rows)-1).Draw(rt, "row")]
}
