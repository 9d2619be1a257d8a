package view

import (
	"bytes"
	"context"
	"testing"
	"time"

	"rollcall/account"
)

// oneself is what a person may ask about their own ways in.
type oneself struct {
	*service
	me        account.Profile
	factors   account.TwoFactor
	sessions  []account.Device
	devices   []account.Device
	secrets   []string
	changed   []account.ProfileChange
	passwords []account.PasswordChange
	// codes are the recovery codes as they are shown.
	codes []string
}

var _ ProfileSource = (*oneself)(nil)

// amelie is an administrator of the account of the pictures.
func amelie() *oneself {
	s := press()
	s.lists.Me.EmailVerified = true
	return &oneself{
		service: s, me: s.lists.Me, codes: []string{"K3R8X-9VWQ2", "AAAAA-BBBBB"},
		factors: account.TwoFactor{RecoveryCodesLeft: 8, Methods: []account.ActiveMethod{
			{Method: account.MethodApp, LastUsedAt: noon.Add(-24 * time.Hour)},
		}},
		sessions: []account.Device{
			{ID: "s1", DeviceName: "desk", CreatedAt: noon.AddDate(0, 0, -3), LastActiveAt: noon, Current: true},
			{ID: "s2", DeviceName: "laptop", CreatedAt: noon.AddDate(0, 0, -9), LastActiveAt: noon.Add(-2 * time.Hour)},
			{ID: "s3", CreatedAt: noon.AddDate(0, 0, -9), LastActiveAt: noon.AddDate(0, 0, -2)},
		},
		devices: []account.Device{{ID: "d1", DeviceName: "desk", CreatedAt: noon.AddDate(0, 0, -3), LastActiveAt: noon, Current: true}},
	}
}

func (o *oneself) Me(context.Context) (account.Profile, error) {
	return o.me, o.call("me", "", account.Act{})
}

func (o *oneself) UpdateMe(_ context.Context, c account.ProfileChange, a account.Act) (account.Profile, error) {
	o.changed = append(o.changed, c)
	if err := o.call("update me", "", a); err != nil {
		return account.Profile{}, err
	}
	o.me.Version++
	for value, to := range map[*string]*string{
		c.FirstName: &o.me.FirstName, c.LastName: &o.me.LastName, c.Phone: &o.me.Phone, c.JobTitle: &o.me.JobTitle,
		c.Language: &o.me.Language, c.Username: &o.me.Username,
	} {
		if value != nil {
			*to = *value
		}
	}
	if c.Email != nil {
		o.me.PendingEmail = ""
		if *c.Email != o.me.Email {
			o.me.PendingEmail = *c.Email
		}
	}
	return o.me, nil
}

func (o *oneself) ChangePassword(_ context.Context, c account.PasswordChange, a account.Act) error {
	o.passwords = append(o.passwords, c)
	return o.call("password", "", a)
}

func (o *oneself) MySessions(context.Context) ([]account.Device, error) {
	return o.sessions, o.call("sessions", "", account.Act{})
}

func (o *oneself) EndMySession(_ context.Context, id string, a account.Act) error {
	err := o.call("end", id, a)
	if err == nil {
		o.sessions = withoutDevice(o.sessions, id)
	}
	return err
}

func (o *oneself) MyTrustedDevices(context.Context) ([]account.Device, error) {
	return o.devices, o.call("devices", "", account.Act{})
}

func (o *oneself) DistrustDevice(_ context.Context, id string, a account.Act) error {
	err := o.call("distrust", id, a)
	if err == nil {
		o.devices = withoutDevice(o.devices, id)
	}
	return err
}

func withoutDevice(list []account.Device, id string) []account.Device {
	var out []account.Device
	for _, d := range list {
		if d.ID != id {
			out = append(out, d)
		}
	}
	return out
}

func (o *oneself) TwoFactor(context.Context) (account.TwoFactor, error) {
	return o.factors, o.call("factors", "", account.Act{})
}

func (o *oneself) SetUpApp(_ context.Context, password string, a account.Act) (account.AppSecret, error) {
	o.secrets = append(o.secrets, password)
	return account.AppSecret{Secret: "jbswy3dpehpk3pxp", OTPAuthURI: "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP"}, o.call("set up", "app", a)
}

func (o *oneself) ConfirmApp(_ context.Context, code string, a account.Act) error {
	return o.confirm(account.MethodApp, code, a)
}

func (o *oneself) SetUpEmailCodes(_ context.Context, m account.EmailMethod, a account.Act) error {
	o.secrets = append(o.secrets, m.CurrentPassword)
	return o.call("set up", m.Address, a)
}

func (o *oneself) ConfirmEmailCodes(_ context.Context, code string, a account.Act) error {
	return o.confirm(account.MethodEmail, code, a)
}

func (o *oneself) confirm(m account.Method, code string, a account.Act) error {
	err := o.call("confirm", code, a)
	if err == nil {
		o.factors.Methods = append(o.factors.Methods, account.ActiveMethod{Method: m})
	}
	return err
}

func (o *oneself) RemoveMethod(_ context.Context, m account.Method, password string, a account.Act) error {
	o.secrets = append(o.secrets, password)
	return o.call("remove", string(m), a)
}

func (o *oneself) NewRecoveryCodes(_ context.Context, password string, a account.Act) (account.RecoverySet, error) {
	o.secrets = append(o.secrets, password)
	if err := o.call("codes", "", a); err != nil {
		return account.RecoverySet{}, err
	}
	return account.RecoverySet{Codes: []string{"k3r8x-9vwq2", "aaaaa-bbbbb"}}, nil
}

// file is what a person saves to.
type file struct {
	text   bytes.Buffer
	err    error
	closed bool
	gone   bool
}

func (f *file) Write(b []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.text.Write(b)
}

func (f *file) Close() error { f.closed = true; return nil }

func (f *file) Discard() error { f.gone = true; return nil }

func openProfile(t *testing.T, o *oneself, options ProfileOptions) (*desk, *Profile, *toastLog) {
	t.Helper()
	d := newDesk(t)
	toasts, log := newToastLog(d)
	v := NewProfile(d.env(), o, toasts, options)
	v.Start()
	d.settle()
	return d, v, log
}
