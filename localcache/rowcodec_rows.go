package localcache

import "rollcall/account"

// rowCodec codes the rows of one kind.
type rowCodec[T any] struct {
	put  func(*leafWriter, *T)
	take func(*leafReader, *T)
	// least is the smallest number of bytes that a row takes, one for each field.
	least int
}

// encode codes the rows of a leaf.
func (c rowCodec[T]) encode(rows []*T) []byte {
	w := newLeafWriter()
	for _, row := range rows {
		c.put(w, row)
	}
	return w.bytes(len(rows))
}

// decode reads a leaf: its rows stand side by side. errLeaf for anything that
// encode does not write.
func (c rowCodec[T]) decode(body []byte) ([]T, error) {
	r, n, err := openLeaf(body, c.least)
	if err != nil {
		return nil, err
	}
	rows := make([]T, n)
	for i := range rows {
		c.take(r, &rows[i])
	}
	if !r.done() {
		return nil, errLeaf
	}
	return rows, nil
}

func userCodec() rowCodec[account.User] {
	return rowCodec[account.User]{put: putUser, take: takeUser, least: 17}
}

func putUser(w *leafWriter, u *account.User) {
	w.str(u.ID)
	w.int(u.Version)
	w.str(u.FirstName)
	w.str(u.LastName)
	w.str(u.Email)
	w.str(u.PendingEmail)
	w.bool(u.EmailVerified)
	w.str(u.Username)
	w.word(string(u.UserType))
	writeSet(w, w.permissions, u.Permissions)
	w.word(u.Language)
	w.str(u.Phone)
	w.word(u.JobTitle)
	writeSet(w, w.methods, u.TwoFactor)
	w.time(u.CreatedAt)
	w.time(u.LastActiveAt)
	w.person(u.InvitedBy)
}

func takeUser(r *leafReader, u *account.User) {
	u.ID = r.str()
	u.Version = r.int()
	u.FirstName = r.str()
	u.LastName = r.str()
	u.Email = r.str()
	u.PendingEmail = r.str()
	u.EmailVerified = r.bool()
	u.Username = r.str()
	u.UserType = account.UserType(r.word())
	u.Permissions = readSet(r, &r.permissions)
	u.Language = r.word()
	u.Phone = r.str()
	u.JobTitle = r.word()
	u.TwoFactor = readSet(r, &r.methods)
	u.CreatedAt = r.time()
	u.LastActiveAt = r.time()
	u.InvitedBy = r.person()
}

func invitationCodec() rowCodec[account.Invitation] {
	return rowCodec[account.Invitation]{put: putInvitation, take: takeInvitation, least: 18}
}

// putInvitation leaves the link out: it is a secret of the one who asked for it.
func putInvitation(w *leafWriter, i *account.Invitation) {
	w.str(i.ID)
	w.int(i.Version)
	w.str(i.Email)
	w.word(string(i.UserType))
	writeSet(w, w.permissions, i.Permissions)
	w.word(i.Language)
	w.word(i.Message)
	w.word(string(i.State))
	w.word(string(i.Delivery.State))
	w.word(i.Delivery.Detail)
	w.time(i.Delivery.At)
	w.time(i.Delivery.NextTryAt)
	w.person(&i.InvitedBy)
	w.time(i.CreatedAt)
	w.time(i.LastSentAt)
	w.time(i.ExpiresAt)
	w.int(int64(i.SentCount))
	w.str(i.ReplacedBy)
}

func takeInvitation(r *leafReader, i *account.Invitation) {
	i.ID = r.str()
	i.Version = r.int()
	i.Email = r.str()
	i.UserType = account.UserType(r.word())
	i.Permissions = readSet(r, &r.permissions)
	i.Language = r.word()
	i.Message = r.word()
	i.State = account.InvitationState(r.word())
	i.Delivery.State = account.DeliveryState(r.word())
	i.Delivery.Detail = r.word()
	i.Delivery.At = r.time()
	i.Delivery.NextTryAt = r.time()
	i.InvitedBy = r.somebody()
	i.CreatedAt = r.time()
	i.LastSentAt = r.time()
	i.ExpiresAt = r.time()
	i.SentCount = int(r.int())
	i.ReplacedBy = r.str()
}

func externalCodec() rowCodec[account.ExternalUser] {
	return rowCodec[account.ExternalUser]{put: putExternal, take: takeExternal, least: 13}
}

func putExternal(w *leafWriter, e *account.ExternalUser) {
	w.str(e.ID)
	w.int(e.Version)
	w.str(e.FirstName)
	w.str(e.LastName)
	w.str(e.Email)
	w.word(e.HomeAccountName)
	w.word(string(e.UserType))
	writeSet(w, w.permissions, e.Permissions)
	w.time(e.GrantedAt)
	w.person(&e.GrantedBy)
	w.time(e.Until)
	writeSet(w, w.methods, e.TwoFactor)
	w.time(e.LastActiveAt)
}

func takeExternal(r *leafReader, e *account.ExternalUser) {
	e.ID = r.str()
	e.Version = r.int()
	e.FirstName = r.str()
	e.LastName = r.str()
	e.Email = r.str()
	e.HomeAccountName = r.word()
	e.UserType = account.UserType(r.word())
	e.Permissions = readSet(r, &r.permissions)
	e.GrantedAt = r.time()
	e.GrantedBy = r.somebody()
	e.Until = r.time()
	e.TwoFactor = readSet(r, &r.methods)
	e.LastActiveAt = r.time()
}
