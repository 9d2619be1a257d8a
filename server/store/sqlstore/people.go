package sqlstore

import (
	"unicode"

	"rollcall/account"
)

const userCols = `n, id, account_id, version, first_name, last_name, email, pending_email, email_verified, username, user_type,
	permissions, language, phone, job_title, two_factor, created_at, last_active_at, invited_by_id, invited_by_name`

// userRow is a user, their place in the list and their home.
type userRow struct {
	numbered[account.User]
	home string
}

func scanUserRow(r row) (out userRow, err error) {
	u := &out.item
	var permissions, factors string
	var created, active int64
	var by account.PersonRef
	err = r.Scan(&out.n, &u.ID, &out.home, &u.Version, &u.FirstName, &u.LastName, &u.Email, &u.PendingEmail, &u.EmailVerified, &u.Username,
		&u.UserType, &permissions, &u.Language, &u.Phone, &u.JobTitle, &factors, &created, &active, &by.ID, &by.Name)
	if err != nil {
		return out, err
	}
	u.CreatedAt, u.LastActiveAt = moment(created), moment(active)
	if by.ID != "" {
		u.InvitedBy = &by
	}
	if err = setWords(&u.Permissions, permissions); err == nil {
		err = setWords(&u.TwoFactor, factors)
	}
	return out, err
}

func scanUser(r row) (numbered[account.User], error) {
	u, err := scanUserRow(r)
	return u.numbered, err
}

// person finds somebody wherever their home is.
func (t *txn) person(id string) (u account.User, home string, err error) {
	r, err := one(t, scanUserRow, "SELECT "+userCols+" FROM people WHERE id = ?", id)
	return r.item, r.home, err
}

// user finds somebody whose home is this account.
func (t *txn) user(accountID, id string) (account.User, error) {
	r, err := one(t, scanUser, "SELECT "+userCols+" FROM people WHERE account_id = ? AND id = ?", accountID, id)
	return r.item, err
}

// insertPerson writes a new user of an account; columns in the order of
// personArgs.
const insertPerson = `INSERT INTO people (id, account_id, version, first_name, last_name, email, email_fold, email_verified,
	username, username_fold, password_hash, user_type, permissions, language, phone, job_title, two_factor, search,
	created_at, last_active_at, invited_by_id, invited_by_name)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func personArgs(accountID string, u account.User, passwordHash string) []any {
	var by account.PersonRef
	if u.InvitedBy != nil {
		by = *u.InvitedBy
	}
	return []any{
		u.ID, accountID, u.Version, u.FirstName, u.LastName, u.Email, fold(u.Email), u.EmailVerified,
		u.Username, fold(u.Username), passwordHash, string(u.UserType), words(u.Permissions), u.Language, u.Phone, u.JobTitle,
		words(u.TwoFactor), searchOf(u), seconds(u.CreatedAt), seconds(u.LastActiveAt), by.ID, by.Name,
	}
}

// updatePerson writes what can be changed of a user and counts the version.
func (t *txn) updatePerson(u account.User) error {
	return t.exec(`UPDATE people SET version = version + 1, first_name = ?, last_name = ?, pending_email = ?, username = ?, username_fold = ?,
		user_type = ?, permissions = ?, language = ?, phone = ?, job_title = ?, search = ? WHERE id = ?`,
		u.FirstName, u.LastName, u.PendingEmail, u.Username, fold(u.Username), string(u.UserType), words(u.Permissions),
		u.Language, u.Phone, u.JobTitle, searchOf(u), u.ID)
}

// searchOf is the text that a search looks in.
func searchOf(u account.User) string {
	return searchable(u.FirstName+" "+u.LastName, u.Email, u.Username)
}

func dropMark(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// usernameFree refuses a user name that somebody else has, anywhere.
func (t *txn) usernameFree(username, exceptID string) error {
	taken, err := t.exists("SELECT 1 FROM people WHERE username_fold = ? AND id <> ?", fold(username), exceptID)
	if err == nil && taken {
		err = account.Fault(account.UsernameTaken)
	}
	return err
}

// administratorsBesides counts the home administrators other than one person.
func (t *txn) administratorsBesides(accountID, id string) (n int, err error) {
	err = t.row("SELECT COUNT(*) FROM people WHERE account_id = ? AND user_type = ? AND id <> ?",
		accountID, string(account.Administrator), id).Scan(&n)
	return n, err
}

// keepsAdministrator refuses to take the last home administrator away (R10).
func (t *txn) keepsAdministrator(accountID string, u account.User) error {
	if u.UserType != account.Administrator {
		return nil
	}
	n, err := t.administratorsBesides(accountID, u.ID)
	if err == nil && n == 0 {
		err = account.Fault(account.LastAdministrator)
	}
	return err
}
