package view

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// Send sends the request, once. What is wrong is said at its field; what is
// typed stays until the service has taken it.
func (v *RequestAccess) Send() {
	if v.busy || v.closed || v.tab != RequestNew || v.away() != "" {
		return
	}
	n, ok := v.request()
	if !ok {
		v.publish()
		return
	}
	v.busy, v.failure = true, ""
	v.publish()
	key := v.keys.ofContent(n, 0)
	act(v.env, actLimit, func(ctx context.Context) (account.AccessRequest, error) {
		return v.service.RequestAccess(ctx, n, account.Act{Key: key})
	}, func(made account.AccessRequest, err error) { v.answered(n, made, err) })
}

// request gathers what was typed; ok is false when something is wrong with it.
func (v *RequestAccess) request() (n account.NewAccessRequest, ok bool) {
	ok = true
	for f := range requestFields {
		v.faults[f] = v.fault(f)
		ok = ok && v.faults[f] == ""
	}
	email, _ := account.CleanEmail(strings.TrimSpace(v.values[RequestEmail]))
	until, _ := lastDay(v.values[RequestUntil], v.now(), v.env.Words)
	return account.NewAccessRequest{
		Email: email, HomeAccount: strings.TrimSpace(v.values[RequestHome]), UserType: v.powers.userType,
		Permissions: v.powers.permissions(), Reason: strings.TrimSpace(v.values[RequestReason]), Until: until,
	}, ok
}

func (v *RequestAccess) now() time.Time { return v.env.Now().Add(v.service.Status().ClockOffset) }

func (v *RequestAccess) answered(n account.NewAccessRequest, made account.AccessRequest, err error) {
	w, email := v.env.Words, words.Args{"Email": n.Email}
	v.busy = false
	if err != nil {
		v.refused(err)
		if v.closed {
			v.toasts.Fail(w.T("request.failed", email) + " " + w.ForError(err).Sentence())
		}
		v.publish()
		return
	}
	v.keys = newKeys(v.env)
	v.toasts.Tell(w.T("request.sent", email))
	v.values, v.faults = [requestFields]string{}, [requestFields]string{}
	v.powers = newPowers(w, v.powers.catalogue, account.RegularUser, nil)
	v.list, v.tab = append([]account.AccessRequest{made}, v.list...), RequestList
	v.publish()
}

// refused says why the service did not take it, at the field where it can.
func (v *RequestAccess) refused(err error) {
	w := v.env.Words
	switch account.CodeOf(err) {
	case account.EmailTaken:
		v.faults[RequestEmail] = w.T("request.already_here")
	case account.AlreadyInvited:
		v.faults[RequestEmail] = w.ForError(err).Sentence()
	case account.ValidationFailed:
		if v.refusedFields(err) {
			return
		}
		v.failure = w.ForError(err).Sentence()
	default:
		v.failure = w.ForError(err).Sentence()
	}
}

// refusedFields marks the fields that the service names.
func (v *RequestAccess) refusedFields(err error) (named bool) {
	var fault *account.Error
	if !errors.As(err, &fault) {
		return false
	}
	names := [requestFields]string{"body.email", "body.home_account", "body.reason", "body.until"}
	for _, each := range fault.Fields {
		if f := slices.Index(names[:], each.Location); f >= 0 {
			v.faults[f], named = v.env.Words.T("fault.refused"), true
		}
	}
	return named
}
