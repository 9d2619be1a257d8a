package sample

import (
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// tellOfCredentials writes how some people came to their second factors, and
// what else happened around passwords and devices. Nobody knows the secrets.
func (w *world) tellOfCredentials() {
	for _, m := range members() {
		if i := w.find(m.username); i >= 0 {
			w.tellOfFactors(w.made.Users[i].User)
		}
	}
	w.tellOfReset("quentin.marchand", 21)
	w.tellOfNewPhone("tamara.novak", 12)
	w.tellOfWrongCode("ben.okafor")
	w.tellOfNewAddress("yasmine.haddad", 33)
	w.scripts()
}

func (w *world) tellOfFactors(u account.User) {
	at := u.CreatedAt.Add(6 * time.Minute)
	for _, method := range u.TwoFactor {
		w.entry(at, actorOf(u, account.ActorUser), account.ActionTwoFactorAdded, targetOf(u), facts{"method": method})
		at = at.Add(2 * time.Minute)
	}
	if len(u.TwoFactor) > 0 && !u.LastActiveAt.IsZero() && w.Now.Sub(u.LastActiveAt) < 12*hour {
		at := later(u.LastActiveAt.Add(-20*time.Minute), u.CreatedAt.Add(12*time.Minute))
		w.entry(at, actorOf(u, account.ActorUser), account.ActionDeviceTrusted, targetOf(u), nil)
	}
}

// tellOfReset: somebody forgot their password and was sent the link.
func (w *world) tellOfReset(username string, ago int) {
	i := w.find(username)
	if i < 0 {
		return
	}
	u := w.made.Users[i].User
	asked := w.day(ago, 8, 41)
	w.entry(asked, account.ActivityActor{Kind: account.ActorNobody}, account.ActionPasswordLinkSent, targetOf(u), nil)
	w.entry(asked.Add(4*time.Minute), actorOf(u, account.ActorUser), account.ActionPasswordReset, targetOf(u),
		facts{"sessions_ended": 1, "devices_revoked": 0, "api_tokens_revoked": 0})
}

// tellOfNewPhone: an administrator reset the second factor of somebody whose
// telephone was lost, and they set up another.
func (w *world) tellOfNewPhone(username string, ago int) {
	i := w.find(username)
	if i < 0 {
		return
	}
	u := w.made.Users[i].User
	at := w.day(ago, 10, 5)
	w.entry(at, actorOf(w.founder, account.ActorUser), account.ActionTwoFactorReset, targetOf(u),
		facts{"sessions_ended": 1, "devices_revoked": 1, "api_tokens_revoked": 0})
	w.entry(at.Add(17*time.Minute), actorOf(u, account.ActorUser), account.ActionTwoFactorAdded, targetOf(u), facts{"method": account.MethodApp})
}

// tellOfWrongCode: somebody mistyped a code before the last sign-in.
func (w *world) tellOfWrongCode(username string) {
	if i := w.find(username); i >= 0 {
		u := w.made.Users[i].User
		w.entry(u.LastActiveAt.Add(-21*time.Minute), account.ActivityActor{Kind: account.ActorNobody}, account.ActionSessionRefused,
			targetOf(u), facts{"code": account.SecondFactorInvalid, "method": account.MethodApp})
	}
}

// tellOfNewAddress: somebody changed their address and confirmed it.
func (w *world) tellOfNewAddress(username string, ago int) {
	i := w.find(username)
	if i < 0 {
		return
	}
	u := &w.made.Users[i]
	u.Version += 2
	at := w.day(ago, 13, 30)
	w.entry(at, actorOf(u.User, account.ActorUser), account.ActionEmailChangeAsked, targetOf(u.User), nil)
	w.entry(at.Add(9*time.Minute), actorOf(u.User, account.ActorUser), account.ActionEmailChanged, targetOf(u.User), nil)
}

// scripts gives the account two API tokens: one that the web site uses every
// day, one for the books that soon runs out.
func (w *world) scripts() {
	maker := w.founder
	if i := w.find("ben.okafor"); i >= 0 {
		maker = w.made.Users[i].User
	}
	w.script(maker, "Bilans mensuels", w.day(347, 9, 50), account.MaxTokenDays, w.Now.Add(-19*day))
	w.script(maker, "maplepress.example", w.day(48, 15, 25), account.DefaultTokenDays, w.Now.Add(-50*time.Minute))
}

func (w *world) script(maker account.User, name string, at time.Time, days int, used time.Time) {
	at = later(at, maker.CreatedAt.Add(hour))
	k := account.APIToken{
		ID: w.id("key"), Name: name, CreatedAt: at, CreatedBy: account.PersonRef{ID: maker.ID, Name: maker.Name()},
		ExpiresAt: at.Add(time.Duration(days) * day), LastUsedAt: used,
	}
	w.made.APITokens = append(w.made.APITokens, store.ImportedAPIToken{APIToken: k, TokenHash: w.hashOfNothing()})
	target := account.ActivityTarget{Kind: string(account.KindAPIToken), ID: k.ID, Name: name}
	w.entry(at, actorOf(maker, account.ActorUser), account.ActionAPITokenCreated, target, facts{"expires_at": k.ExpiresAt})
}
