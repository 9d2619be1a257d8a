package sample

import (
	"time"

	"rollcall/account"
)

// requests asks the operator for two more people: one waits for the answer, one
// was declined (R12).
func (w *world) requests() {
	declined := account.AccessRequest{
		Email: "paolo@studiomare.example", HomeAccount: "Studio Mare", UserType: account.Administrator, Permissions: []account.Permission{},
		Reason: "Paolo would like to see everything while we choose the cover.",
		State:  account.AccessRequestDeclined, CreatedAt: w.day(33, 10, 12), AnsweredAt: w.day(32, 15, 41),
		Answer: "Administrator is a lot for a cover. Please ask again for a custom user.",
	}
	w.request(&declined, w.founder)
	waiting := account.AccessRequest{
		Email: "claire@agence-lumen.example", HomeAccount: "Agence Lumen", UserType: account.Custom,
		Permissions: account.SortPermissions([]account.Permission{"contacts.view", "mailings.manage"}),
		Reason:      "Claire stands in for Karim during his leave and sends the spring mailing.",
		Until:       w.Now.AddDate(0, 0, 90).Truncate(24 * time.Hour), State: account.AccessRequestWaiting, CreatedAt: w.day(2, 9, 35),
	}
	w.request(&waiting, w.founder)
}

// request writes one down, as the service would have.
func (w *world) request(q *account.AccessRequest, by account.User) {
	q.ID, q.CreatedBy = w.id("req"), account.PersonRef{ID: by.ID, Name: by.Name()}
	w.made.AccessRequests = append(w.made.AccessRequests, *q)
	target := account.ActivityTarget{Kind: string(account.KindAccessRequest), ID: q.ID, Name: q.Email}
	w.entry(q.CreatedAt, actorOf(by, account.ActorUser), account.ActionAccessRequested, target, facts{"user_type": q.UserType, "permissions": q.Permissions})
	if q.State == account.AccessRequestDeclined {
		byOperator := account.ActivityActor{ID: operator().ID, Name: operator().Name, Kind: account.ActorOperator}
		w.entry(q.AnsweredAt, byOperator, account.ActionAccessDeclined, target, nil)
	}
}
