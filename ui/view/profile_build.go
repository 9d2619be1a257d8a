package view

import (
	"rollcall/account"
	"rollcall/ui/words"
)

// fewCodes is how many recovery codes are so few that new ones are due.
const fewCodes = 2

func (v *Profile) state() ProfileState {
	w, l := v.env.Words, v.source.Lists()
	s := ProfileState{
		ID: v.base.ID, Initials: words.Initials(v.base.Name()), Name: v.base.Name(), Line: v.line(l),
		Languages: languageOptions(w), Meanwhile: v.meanwhile, Error: v.failure, Busy: v.saving, Offline: v.offline(),
		Email: v.base.Email, Username: v.base.Username, MayForget: v.options.Kept, Kept: v.kept(l),
		EndingOthers: v.others, Loading: !v.loaded,
	}
	if l.Account.ID != "" && typeIn(l) != account.Administrator {
		s.NotAdministrator = w.T("profile.not_administrator", words.Args{"Account": l.Account.Name})
	}
	s.Status = picture{status: v.source.Status(), now: v.env.Now(), words: w}.statusLine()
	v.buildFields(&s)
	v.buildAddress(&s)
	if v.loadErr != nil {
		s.LoadError = w.T("profile.not_loaded") + " " + w.ForError(v.loadErr).Sentence()
	}
	if v.loaded {
		v.buildWays(&s, l.Account.RequireTwoFactor)
	}
	return s
}

// kept says what this computer keeps of the account, and until when.
func (v *Profile) kept(l account.Lists) string {
	w, st := v.env.Words, v.source.Status()
	switch {
	case v.options.Sample:
		return ""
	case st.Copy == account.CopyBusy:
		return w.T("copy.profile_busy")
	case st.Copy == account.CopyLocked:
		return w.T("copy.profile_locked")
	case st.Copy == account.CopyFailing:
		return w.T("copy.profile_failing")
	case st.Copy == account.CopyNone && v.options.Kept && !Administers(l):
		return w.T("copy.profile_wiped")
	case !canWait(st):
		return w.T("copy.profile_none")
	case st.AsOf.IsZero():
		return w.T("copy.profile_making")
	case !Administers(l):
		return w.T("copy.profile_own", words.Args{"Moment": w.Moment(st.AsOf, v.env.Now())})
	}
	return w.T("copy.profile", words.Args{"Moment": w.Moment(st.AsOf, v.env.Now())})
}

// line says what the person is in the account.
func (v *Profile) line(l account.Lists) string {
	if l.Account.Name == "" {
		return v.base.Email
	}
	return v.env.Words.UserType(typeIn(l)) + " · " + l.Account.Name
}

// offline says why nothing can be changed now.
func (v *Profile) offline() string {
	if v.reached() {
		return ""
	}
	return v.env.Words.T("profile.offline")
}

func (v *Profile) buildFields(s *ProfileState) {
	ok := true
	for f := range ownFieldCount {
		s.Fields[f] = FieldState{v.values[f], v.faults[f], v.theirs[f]}
		ok = ok && v.faults[f] == ""
	}
	s.Typed = v.change() != account.ProfileChange{}
	s.Ready = ok && s.Typed && !v.saving && s.Offline == ""
}

func (v *Profile) buildAddress(s *ProfileState) {
	w := v.env.Words
	switch {
	case v.base.PendingEmail != "":
		s.Pending = w.T("profile.pending", words.Args{"Email": v.base.PendingEmail})
	case !v.base.EmailVerified:
		s.Unverified = w.T("profile.unverified")
	}
}

func (v *Profile) buildWays(s *ProfileState, required bool) {
	w, factors := v.env.Words, v.ways.factors
	for _, m := range []account.Method{account.MethodApp, account.MethodEmail} {
		s.Methods = append(s.Methods, v.methodRow(m, required))
	}
	if len(factors.Methods) == 0 {
		s.NoTwoFactor = w.T("profile.no_two_factor")
	} else {
		s.Codes = CodesRow{w.N("profile.codes_left", factors.RecoveryCodesLeft), factors.RecoveryCodesLeft <= fewCodes}
	}
	for _, d := range v.ways.sessions {
		s.Sessions = append(s.Sessions, v.deviceRow(d, w.T("profile.signed_in", words.Args{"Day": w.Day(d.CreatedAt, v.env.Now())})))
		s.MayEndOthers = s.MayEndOthers || !d.Current
	}
	for _, d := range v.ways.devices {
		until := d.CreatedAt.Add(account.TrustLifetime)
		s.Devices = append(s.Devices, v.deviceRow(d, w.T("profile.trusted_until", words.Args{"Day": w.Day(until, v.env.Now())})))
	}
}

func (v *Profile) methodRow(m account.Method, required bool) MethodRow {
	w, now := v.env.Words, v.env.Now()
	row := MethodRow{Method: m, Title: w.T("enrol." + string(m)), Line: w.T("enrol." + string(m) + "_line")}
	for _, a := range v.ways.factors.Methods {
		if a.Method != m {
			continue
		}
		row.Active, row.Line = true, w.T("profile.method_unused")
		if !a.LastUsedAt.IsZero() {
			row.Line = w.T("profile.method_used", words.Args{"Moment": w.Moment(a.LastUsedAt, now)})
		}
		if a.Address != "" {
			row.Line = a.Address + " · " + row.Line
		}
	}
	if row.Active && required && len(v.ways.factors.Methods) == 1 {
		row.Locked = w.T("profile.method_required")
	}
	return row
}

func (v *Profile) deviceRow(d account.Device, since string) DeviceRow {
	w, now := v.env.Words, v.env.Now()
	row := DeviceRow{ID: d.ID, Name: deviceName(d, w), Exact: w.Exact(d.LastActiveAt), Current: d.Current, Busy: v.ending[d.ID]}
	ago := w.Ago(d.LastActiveAt, now)
	if d.Current {
		ago = w.T("ago.now")
	}
	row.Line = ago + " · " + since
	return row
}
