package view

import (
	"context"
	"slices"

	"rollcall/account"
)

// sight is what a look at one address finds, whoever is in the account.
type sight struct {
	// fold is the address as it is compared, empty when it is none.
	fold string
	// wrong: this cannot be sent to.
	wrong bool
	// suggestion is what it was probably meant to be.
	suggestion string
}

func lookAt(text string, domains account.Domains) *sight {
	clean, err := account.CleanEmail(text)
	return &sight{account.Fold(clean), err != nil, domains.Suggest(text)}
}

const (
	// looksAtOnce is how many addresses are looked at on the spot. More are looked
	// at elsewhere, lookSlice at a time, so that the dialog never stands still.
	looksAtOnce = 12
	lookSlice   = 250
)

// recheck judges the addresses again after the lists changed: once all is sent,
// if something is being sent.
func (v *Invite) recheck() {
	if v.busy {
		v.outdated = true
		return
	}
	before := v.known.domains
	ask(v.env, &v.look, func(context.Context) (known, error) {
		k := newKnown(v.service.Lists(), v.replaces)
		k.moved = !k.domains.Same(before)
		return k, nil
	}, func(k known, _ error) {
		if k.moved {
			v.domains++
		}
		v.known, v.account, v.powers.catalogue = k, k.account, k.catalogue
		v.judge()
		v.publish()
	})
}

// judge finds what speaks against each address. What the lists do not say yet is
// found out once they are there.
func (v *Invite) judge() {
	v.many = len(v.list) > fewAddresses || v.many && len(v.list) > 0
	fresh := slices.DeleteFunc(slices.Clone(v.list), func(i *invitee) bool { return i.seen != nil && i.seenBy == v.domains })
	switch {
	case v.domains == 0 && len(fresh) > looksAtOnce:
	case len(fresh) > looksAtOnce:
		v.lookElsewhere(fresh)
	default:
		v.eyes.stop()
		for _, i := range fresh {
			i.seen, i.seenBy = v.glance(i.text), v.domains
		}
	}
	v.object()
}

// glance looks at one address on the spot. Before anything is known of the
// account no other address is suggested.
func (v *Invite) glance(text string) *sight {
	s := lookAt(text, v.known.domains)
	if v.domains == 0 {
		s.suggestion = ""
	}
	return s
}

// lookElsewhere looks at many addresses off the UI goroutine. Those that it has
// come to are judged already; a newer look goes on with the others.
func (v *Invite) lookElsewhere(fresh []*invitee) {
	domains, by, number := v.known.domains, v.domains, v.eyes.number+1
	ask(v.env, &v.eyes, func(ctx context.Context) (struct{}, error) {
		for part := range slices.Chunk(fresh, lookSlice) {
			if ctx.Err() != nil {
				break
			}
			seen := make([]*sight, 0, len(part))
			for _, i := range part {
				seen = append(seen, lookAt(i.text, domains))
			}
			v.env.Post(func() {
				if v.eyes.number == number {
					v.saw(part, seen, by)
				}
			})
		}
		return struct{}{}, nil
	}, func(struct{}, error) {
		v.object()
		v.publish()
	})
}

func (v *Invite) saw(part []*invitee, seen []*sight, by int) {
	for n, i := range part {
		i.seen, i.seenBy = seen[n], by
	}
	v.object()
	v.publish()
}

// object holds the addresses against each other and against the lists. One that
// was left out does not count.
func (v *Invite) object() {
	there := map[string]bool{}
	for _, i := range v.list {
		i.objection, i.meant = "", ""
		if i.seen == nil || i.out {
			continue
		}
		if !i.fate.over() {
			i.objection = v.objectionTo(i.seen, there)
		}
		if there[i.seen.fold] = true; i.objection == "" && !i.fate.over() || i.seen.wrong {
			i.meant = v.doubted(i)
		}
	}
}

func (v *Invite) objectionTo(s *sight, there map[string]bool) string {
	switch {
	case s.wrong:
		return "address.invalid"
	case there[s.fold]:
		return "address.twice"
	}
	return v.known.objections[s.fold]
}

// doubted gives what an address was probably meant to be, "" when somebody said
// that it is right.
func (v *Invite) doubted(i *invitee) string {
	if v.kept[i.text] {
		return ""
	}
	return i.seen.suggestion
}

// checking is how many addresses were not looked at yet.
func (v *Invite) checking() (n int) {
	for _, i := range v.list {
		if i.seen == nil && !i.out {
			n++
		}
	}
	return n
}
