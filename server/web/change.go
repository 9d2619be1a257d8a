package web

import (
	"net/http"

	"rollcall/account"
	"rollcall/server/store"
)

// changeFormPage is the button to confirm a new address.
type changeFormPage struct {
	frame
	Email, Until string
}

// openChange shows the new address and the button that confirms it.
func (p *pages) openChange(w http.ResponseWriter, r *http.Request) {
	change, _, ok := p.lookUpChange(w, r)
	if !ok {
		return
	}
	say := &writer{Speaker: p.speaker(r, change.Language)}
	page := changeFormPage{
		frame: p.drawer.frame(say.Speaker, say.say("change.title")),
		Email: change.NewEmail, Until: say.Moment(change.ExpiresAt),
	}
	page.Text = say.say("change.text", "Name", nameOr(change.Name, change.NewEmail))
	page.Other = otherTongue(say.Language)
	if say.err != nil {
		p.fail(w, r, changePage, say.Speaker, say.err)
		return
	}
	p.draw(w, r, http.StatusOK, "change", page)
}

// confirmChange makes the address the person's. There is nothing to read in
// what is posted: the button is all.
func (p *pages) confirmChange(w http.ResponseWriter, r *http.Request) {
	change, hash, ok := p.lookUpChange(w, r)
	if !ok {
		return
	}
	say := &writer{Speaker: p.speaker(r, change.Language)}
	err := p.Store.ConfirmEmailChange(r.Context(), hash, p.Address(r), p.now())
	if account.CodeOf(err) == account.EmailTaken {
		p.message(w, r, http.StatusConflict, say.Speaker, "change.taken")
		return
	}
	if err != nil {
		p.dead(w, r, changePage, say.Speaker, err)
		return
	}
	page := p.drawer.donePage(say, "change.done")
	page.Text, page.Copies = say.say("change.done.text"), []string{change.NewEmail}
	p.drawDone(w, r, changePage, say, page)
}

func (p *pages) lookUpChange(w http.ResponseWriter, r *http.Request) (store.EmailChangePage, []byte, bool) {
	return linked(p, w, r, changePage, p.Store.EmailChangeByToken, func(c store.EmailChangePage) string { return c.Language })
}
