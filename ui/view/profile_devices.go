package view

import (
	"context"
	"slices"

	"rollcall/account"
)

// SignOut ends another session of the person.
func (v *Profile) SignOut(id string) {
	v.end(id, v.source.EndMySession, "profile.session_ended", "profile.session_not_ended")
}

// Distrust makes a trusted device ask for a code again.
func (v *Profile) Distrust(id string) {
	v.end(id, v.source.DistrustDevice, "profile.device_forgotten", "profile.device_not_forgotten")
}

func (v *Profile) end(id string, how func(context.Context, string, account.Act) error, done, failed string) {
	if v.ending[id] || v.offline() != "" {
		return
	}
	v.ending[id] = true
	v.publish()
	request := account.Act{Key: v.keys.of("end " + id)}
	act(v.env, actLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, gone(how(ctx, id, request))
	}, func(_ struct{}, err error) {
		delete(v.ending, id)
		w := v.env.Words
		if err != nil {
			v.toasts.Fail(w.T(failed) + " " + w.ForError(err).Sentence())
			v.publish()
			return
		}
		v.toasts.Tell(w.T(done))
		v.drop(id)
		v.changed()
	})
}

// gone takes what is no longer there for ended.
func gone(err error) error {
	if account.CodeOf(err) == account.NotFound {
		return nil
	}
	return err
}

// drop takes a device off the screen before the lists are fetched anew.
func (v *Profile) drop(id string) {
	without := func(list []account.Device) []account.Device {
		return slices.DeleteFunc(slices.Clone(list), func(d account.Device) bool { return d.ID == id })
	}
	v.ways.sessions, v.ways.devices = without(v.ways.sessions), without(v.ways.devices)
}

// SignOutOthers ends every session of the person but this one.
func (v *Profile) SignOutOthers() {
	var ids []string
	for _, d := range v.ways.sessions {
		if !d.Current {
			ids = append(ids, d.ID)
		}
	}
	if v.others || len(ids) == 0 || v.offline() != "" {
		return
	}
	v.others = true
	v.publish()
	act(v.env, actLimit, func(ctx context.Context) (int, error) { return v.endAll(ctx, ids) }, v.othersEnded)
}

// endAll goes on after a failure: each session that ends is one less.
func (v *Profile) endAll(ctx context.Context, ids []string) (ended int, failed error) {
	for _, id := range ids {
		if err := gone(v.source.EndMySession(ctx, id, account.Act{})); err != nil {
			failed = err
			continue
		}
		ended++
	}
	return ended, failed
}

func (v *Profile) othersEnded(ended int, err error) {
	v.others = false
	w := v.env.Words
	if err != nil {
		v.toasts.Fail(w.T("profile.others_not_ended") + " " + w.ForError(err).Sentence())
	} else {
		v.toasts.Tell(w.N("profile.others_ended", ended))
	}
	v.changed()
	v.publish()
}

// ForgetComputer signs out and removes the trust in this computer.
func (v *Profile) ForgetComputer() {
	if v.options.OnForgetComputer != nil {
		v.options.OnForgetComputer()
	}
}
