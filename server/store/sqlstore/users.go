package sqlstore

import (
	"context"
	"slices"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// Users gives a page of the users of an account, in the order of coming.
func (db *DB) Users(ctx context.Context, accountID string, q account.ListQuery) (account.Page[account.User], error) {
	where, args := "account_id = ?", []any{accountID}
	if q.UserType != "" {
		where, args = where+" AND user_type = ?", append(args, string(q.UserType))
	}
	for _, word := range strings.Fields(searchable(q.Search)) {
		where, args = where+" AND instr(search, ?) > 0", append(args, word)
	}
	l := list{cols: userCols, from: "people", where: where, args: args, cursor: q.Cursor, limit: q.Limit}
	l.bound = []string{"users", accountID, q.Search, string(q.UserType)}
	return reading(ctx, db, time.Time{}, func(t *txn) (account.Page[account.User], error) {
		return page(t, l, scanUser)
	})
}

// User gives one user of an account.
func (db *DB) User(ctx context.Context, accountID, id string) (account.User, error) {
	return reading(ctx, db, time.Time{}, func(t *txn) (account.User, error) {
		return t.user(accountID, id)
	})
}

func userTarget(u account.User) account.ActivityTarget {
	return account.ActivityTarget{Kind: string(account.KindUser), ID: u.ID, Name: u.Name()}
}

// UpdateUser changes a user of the account (R9, R10).
func (db *DB) UpdateUser(ctx context.Context, a store.Act, id string, c account.UserChange) (account.User, error) {
	d := deed{account.ActionUserModified, userTarget(account.User{ID: id})}
	return act(ctx, db, a, d, func(t *txn) (account.User, error) {
		accountID := a.Caller.AccountID
		before, err := t.user(accountID, id)
		if err != nil {
			return before, err
		}
		after, err := applied(before, c)
		if err != nil {
			return before, err
		}
		if err := versioned(a.Match, before.Version); err != nil {
			return before, err
		}
		if err := t.mayBecome(a.Caller, before, after, c.Email); err != nil {
			return before, err
		}
		return t.saveUser(a.Caller, d.action, before, after, c.Email)
	})
}

// applied is the user after the change. Permissions belong to custom users
// alone, and go when the type does.
func applied(u account.User, c account.UserChange) (account.User, error) {
	setTo(&u.FirstName, c.FirstName)
	setTo(&u.LastName, c.LastName)
	setTo(&u.Username, c.Username)
	setTo(&u.Language, c.Language)
	setTo(&u.Phone, c.Phone)
	setTo(&u.JobTitle, c.JobTitle)
	setTo(&u.UserType, c.UserType)
	var err error
	u.Permissions, err = permissionsFor(u.UserType, u.Permissions, c.Permissions)
	return u, err
}

func setTo[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// permissionsFor gives the permissions of a type: those asked for, or those
// held before when none were.
func permissionsFor(t account.UserType, held []account.Permission, asked *[]account.Permission) ([]account.Permission, error) {
	if t != account.Custom {
		if asked != nil && len(*asked) > 0 {
			return nil, &account.Error{
				Code: account.ValidationFailed, Detail: "permissions belong to custom users",
				Fields: []account.FieldFault{{Location: "body.permissions", Message: "belong to the type custom"}},
			}
		}
		return []account.Permission{}, nil
	}
	if asked != nil {
		held = *asked
	}
	return account.SortPermissions(held), nil
}

// mayBecome applies R10 and the uniqueness of user names. The last
// administrator is named before oneself. One's own login changes in the profile
// alone, where the password is asked: whoever has got hold of a session or an
// API token must not move it away from its owner (ASVS 7.5.1).
func (t *txn) mayBecome(c store.Caller, before, after account.User, email *string) error {
	retyped := before.UserType != after.UserType
	if retyped && after.UserType != account.Administrator {
		if err := t.keepsAdministrator(c.AccountID, before); err != nil {
			return err
		}
	}
	renamed, moved := before.Username != after.Username, email != nil && *email != before.Email
	if (retyped || renamed || moved || !slices.Equal(before.Permissions, after.Permissions)) && c.PersonID == before.ID {
		return account.Fault(account.OwnUser)
	}
	if !renamed {
		return nil
	}
	return t.usernameFree(after.Username, before.ID)
}

// saveUser writes a changed user of the caller's account; nothing changed is
// nothing written. A new address waits to be confirmed.
func (t *txn) saveUser(c store.Caller, action string, before, after account.User, email *string) (account.User, error) {
	more := userDifference(before, after)
	change, err := t.readdress(c.AccountID, &after, email)
	if err != nil || (len(more) == 0 && change == addressStays) {
		return before, err
	}
	if err := t.updatePerson(after); err != nil {
		return before, err
	}
	if err := t.personChanged(after.ID, c.AccountID); err != nil {
		return before, err
	}
	if len(more) > 0 {
		if err := t.noteBy(c, deed{action, userTarget(after)}, more); err != nil {
			return before, err
		}
	}
	after.Version++
	return after, t.sendReaddress(c, after, change)
}

// userDifference names the fields that changed; type and permissions with
// their values, which is what a review asks about.
func userDifference(before, after account.User) details {
	var changed []string
	for _, f := range []struct {
		name    string
		differs bool
	}{
		{"first_name", before.FirstName != after.FirstName},
		{"last_name", before.LastName != after.LastName},
		{"username", before.Username != after.Username},
		{"language", before.Language != after.Language},
		{"phone", before.Phone != after.Phone},
		{"job_title", before.JobTitle != after.JobTitle},
	} {
		if f.differs {
			changed = append(changed, f.name)
		}
	}
	return accessDifference(changed, before.UserType, after.UserType, before.Permissions, after.Permissions)
}

func accessDifference(changed []string, typeBefore, typeAfter account.UserType, heldBefore, heldAfter []account.Permission) details {
	more := details{}
	if typeBefore != typeAfter {
		changed = append(changed, "user_type")
		more["user_type"] = map[string]any{"from": typeBefore, "to": typeAfter}
	}
	if !slices.Equal(heldBefore, heldAfter) {
		changed = append(changed, "permissions")
		more["permissions"] = map[string]any{"from": heldBefore, "to": heldAfter}
	}
	if len(changed) > 0 {
		more["changed"] = changed
	}
	return more
}

// DeleteUser removes a person: from their home, from every other account, and
// from every device they are signed in on (R10).
func (db *DB) DeleteUser(ctx context.Context, a store.Act, id string) (account.Receipt, error) {
	d := deed{account.ActionUserDeleted, userTarget(account.User{ID: id})}
	return act(ctx, db, a, d, func(t *txn) (out account.Receipt, err error) {
		u, err := t.user(a.Caller.AccountID, id)
		if err != nil {
			return out, err
		}
		if err := versioned(a.Match, u.Version); err != nil {
			return out, err
		}
		if a.Caller.PersonID == id {
			return out, account.Fault(account.OwnUser)
		}
		if err := t.keepsAdministrator(a.Caller.AccountID, u); err != nil {
			return out, err
		}
		if out, err = t.endEverything(id, account.ReasonUserDeleted); err != nil {
			return out, err
		}
		if err := t.cancelLinks(id, linkEmail); err != nil {
			return out, err
		}
		if err := t.removePerson(a.Caller.AccountID, id); err != nil {
			return out, err
		}
		return out, t.noteBy(a.Caller, deed{d.action, userTarget(u)}, ended(out))
	})
}

func (t *txn) removePerson(home, id string) error {
	if err := t.removeAccesses(id); err != nil {
		return err
	}
	if err := t.exec("DELETE FROM people WHERE id = ?", id); err != nil {
		return err
	}
	return t.changed(home, account.KindUser, id, account.Delete)
}

// removeAccesses ends what a deleted person could do in other accounts, and
// tells those accounts; who deleted them is no business of theirs.
func (t *txn) removeAccesses(personID string) error {
	live, err := query(t, scanPair, "SELECT m.account_id, m.id FROM accesses m WHERE m.person_id = ? AND "+liveAccess, personID, t.now.Unix())
	if err != nil {
		return err
	}
	for _, p := range live {
		e, err := t.external(p.accountID, p.id)
		if err != nil {
			return err
		}
		nobody := place{actor: account.ActivityActor{Kind: account.ActorNobody}}
		d := deed{account.ActionExternalEnded, externalTarget(e)}
		if err := t.note(p.accountID, nobody, d, account.OutcomeDone, details{"reason": account.ReasonUserDeleted}); err != nil {
			return err
		}
	}
	if err := t.exec("DELETE FROM accesses WHERE person_id = ?", personID); err != nil {
		return err
	}
	return t.allChanged(live, account.KindExternalUser, account.Delete)
}
