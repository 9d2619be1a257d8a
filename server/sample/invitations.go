package sample

import (
	"strconv"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// invite writes the invitations that wait: one bounced, one expired, one that
// ends tonight, two on their way, and for a crowd one more per 200 people.
func (w *world) invite() {
	sent, bounced := account.DeliverySent, account.DeliveryBounced
	tonight := w.Now.Add(5*hour + 40*time.Minute).Truncate(20 * time.Minute)
	w.waiting(account.Invitation{
		Email: "petra@northlight.example", UserType: account.Custom, Permissions: []account.Permission{"contacts.view"},
		Language: "en", SentCount: 2, Version: 2, CreatedAt: w.day(23, 10, 4), LastSentAt: w.day(10, 15, 31),
	}, sent, "")
	w.waiting(account.Invitation{
		Email: "tom.weber@maplepress.example", UserType: account.Administrator,
		Language: "en", LastSentAt: tonight.Add(-account.InvitationLifetime),
	}, sent, "")
	w.waiting(account.Invitation{
		Email: "noor.haddad@maplepress.example", UserType: account.RegularUser,
		Language: "fr", Message: "Bonjour Noor, voici ton accès. À lundi !", LastSentAt: w.Now.Add(-2*day + 3*hour),
	}, sent, "")
	w.waiting(account.Invitation{
		Email: "lise.gagnon@gmial.example", UserType: account.RegularUser,
		Language: "fr", LastSentAt: w.Now.Add(-20 * hour),
	}, bounced, account.DetailNoSuchPerson)
	w.waiting(account.Invitation{
		Email: "samira.okoye@maplepress.example", UserType: account.Custom, Permissions: []account.Permission{"mailings.manage"},
		Language: "en", LastSentAt: w.Now.Add(-3*hour - 12*time.Minute),
	}, sent, "")
	for i := range min(500, (w.People-len(members()))/200) {
		w.waiting(account.Invitation{
			Email: "newcomer" + strconv.Itoa(i+1) + "@northlight.example", UserType: account.RegularUser,
			Language: pick(w.dice, account.Languages()), LastSentAt: w.Now.Add(-hour - time.Duration(w.Int64N(int64(9*day)))),
		}, sent, "")
	}
}

// waiting completes an invitation and puts it into the account. Its link is
// unknown to everybody: it works again once resent.
func (w *world) waiting(i account.Invitation, state account.DeliveryState, detail string) {
	if i.CreatedAt.IsZero() {
		i.CreatedAt = i.LastSentAt
	}
	by := w.inviterBefore(i.CreatedAt)
	i.ID, i.State = w.id("inv"), account.InvitationPending
	i.InvitedBy = account.PersonRef{ID: by.ID, Name: by.Name()}
	i.Permissions = account.SortPermissions(i.Permissions)
	i.CreatedAt, i.LastSentAt = i.CreatedAt.Truncate(time.Second), i.LastSentAt.Truncate(time.Second)
	i.ExpiresAt = i.LastSentAt.Add(account.InvitationLifetime)
	if i.SentCount == 0 {
		i.Version, i.SentCount = 1, 1
	}
	i.Delivery = account.Delivery{State: state, Detail: detail, At: i.LastSentAt.Add(2 * time.Second)}
	w.made.Invitations = append(w.made.Invitations, store.ImportedInvitation{Invitation: i})
	w.tellOfInvitation(i, by)
}
