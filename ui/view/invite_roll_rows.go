package view

import (
	"cmp"

	"rollcall/ui/words"
)

func (v *Invite) rollRows() []RollRow {
	say := v.sayer()
	out := make([]RollRow, 0, len(v.list))
	for _, i := range v.list {
		if k := v.kind(i); v.filter == "" || v.filter == filterOf(k) {
			out = append(out, v.rollRow(i, k, say))
		}
	}
	return out
}

// sayer puts keys into words, each once: many rows say the same.
func (v *Invite) sayer() func(key string) string {
	said := map[string]string{}
	return func(key string) string {
		if key != "" && said[key] == "" {
			said[key] = v.env.Words.T(key)
		}
		return said[key]
	}
}

func (v *Invite) rollRow(i *invitee, k RollKind, say func(string) string) RollRow {
	r := RollRow{Key: i.key(), Email: i.text, Kind: k, Type: v.rollType(i), Role: RoleNeutral}
	r.Editable = !v.busy && !i.fate.over()
	r.LeaveOut = r.Editable && !i.out
	switch k {
	case RollLook:
		v.lookRow(&r, i, say)
	case RollNeedless:
		r.Note, r.State = say(cmp.Or(i.objection, "address.invited")), say("invite.state_needless")
	case RollOut:
		r.State, r.Act = say("invite.state_out"), say("invite.put_back")
	case RollFlying:
		r.State, r.Role = say("invite.state_flying"), RoleAccent
	case RollSent:
		r.State, r.Role = say("invite.state_sent"), RoleGreen
	case RollWaits:
		r.State, r.Role = say("deferred.invite_state"), RoleAmber
	case RollRefused:
		r.Note, r.Role, r.Act = i.failure, RoleRed, say("act.try_again")
	case RollChecking:
		r.State = say("invite.state_checking")
	}
	if v.busy {
		r.Act = ""
	}
	return r
}

// lookRow asks for the one thing that helps.
func (v *Invite) lookRow(r *RollRow, i *invitee, say func(string) string) {
	r.Note, r.Role = say(i.objection), RoleRed
	if i.objection == "" {
		r.Role = RoleAmber
	}
	if i.meant != "" {
		r.Note = v.env.Words.T("invite.doubt_row", words.Args{"Meant": i.meant})
		r.Act = say("invite.doubt_use")
	}
}

func (v *Invite) rollType(i *invitee) Badge {
	if i.as == "" || i.as == v.powers.userType {
		return Badge{}
	}
	return Badge{v.env.Words.UserType(i.as), typeRole(i.as)}
}
