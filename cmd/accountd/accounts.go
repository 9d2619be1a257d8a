package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"rollcall/account"
	"rollcall/server"
	"rollcall/server/passwords"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
)

type accounts struct {
	Create   createAccount `cmd:"" help:"Make an account with its first administrator; prints {account_id, user_id}."`
	Contacts contacts      `cmd:"" help:"Who may talk to support about the account."`
	Recover  recoverAccess `cmd:"" help:"A link for a locked-out administrator to choose a new password; prints {link}."`
}

// errNoData keeps a mistyped folder from becoming a new, empty service.
var errNoData = errors.New("there is no service's data in that folder")

// existing opens the data of a service that has some.
func existing(w *world, dir string) (store.Store, error) {
	if _, err := os.Stat(filepath.Join(dir, sqlstore.FileName)); errors.Is(err, fs.ErrNotExist) {
		return nil, errNoData
	}
	return server.OpenStore(w, server.Config{DataDir: dir})
}

// printJSON writes one line that programs can read.
func printJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

type createAccount struct {
	Data              string `required:"" placeholder:"DIR" help:"Folder of the data; made when missing."`
	Name              string `required:"" help:"Name of the account."`
	AdminEmail        string `name:"admin-email" required:"" placeholder:"EMAIL" help:"Address of the first administrator."`
	AdminUsername     string `name:"admin-username" required:"" placeholder:"NAME" help:"User name of the first administrator."`
	AdminPasswordFile string `name:"admin-password-file" required:"" placeholder:"FILE" help:"File with the password; one final newline is not part of it. - reads standard input."`
	Language          string `enum:"en,fr" default:"en" help:"Language of the first administrator, en or fr."`
}

// created is what the command prints.
type created struct {
	AccountID string `json:"account_id"`
	UserID    string `json:"user_id"`
}

// Run makes the account.
func (c *createAccount) Run(w *world) error {
	in, err := c.checked()
	if err != nil {
		return err
	}
	password, err := readPassword(c.AdminPasswordFile)
	if err != nil {
		return err
	}
	if err := passwords.Check(password, []string{in.Name, in.AdminEmail, in.AdminUsername}, false); err != nil {
		return err
	}
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		return err
	}
	if in.PasswordHash, err = keeper.Hash(w, password); err != nil {
		return err
	}
	in.Now = w.moment()
	st, err := server.OpenStore(w, server.Config{DataDir: c.Data})
	if err != nil {
		return err
	}
	var out created
	out.AccountID, out.UserID, err = st.CreateAccount(w, in)
	if err = errors.Join(err, st.Close()); err != nil {
		return err
	}
	return printJSON(w.out, out)
}

// checked applies to the flags what the API applies to fields.
func (c *createAccount) checked() (store.NewAccount, error) {
	in := store.NewAccount{AdminUsername: c.AdminUsername, Language: c.Language}
	var err error
	if in.Name, err = account.CleanLine(c.Name, account.MaxName); err == nil && in.Name == "" {
		err = account.ErrEmpty
	}
	if err != nil {
		return in, fmt.Errorf("--name %w", err)
	}
	if in.AdminEmail, err = account.CleanEmail(c.AdminEmail); err != nil {
		return in, fmt.Errorf("--admin-email %w", err)
	}
	if err := account.CheckUsername(c.AdminUsername); err != nil {
		return in, fmt.Errorf("--admin-username %w", err)
	}
	return in, nil
}

// maxPasswordFile is far more than any password takes, in bytes.
const maxPasswordFile = 64 << 10

func readPassword(path string) (string, error) {
	f := os.Stdin
	if path != "-" {
		var err error
		if f, err = os.Open(path); err != nil {
			return "", err
		}
		defer f.Close()
	}
	b, err := io.ReadAll(io.LimitReader(f, maxPasswordFile))
	if err != nil {
		return "", err
	}
	password := strings.TrimSuffix(string(b), "\n")
	return strings.TrimSuffix(password, "\r"), nil
}

type contacts struct {
	Data    string `required:"" placeholder:"DIR" help:"Folder of the data."`
	Account string `required:"" placeholder:"ID|NUMBER" help:"Identifier or number of the account."`
	JSON    bool   `name:"json" help:"One JSON object per line instead of a table."`
}

// contact is one person who may talk to support (R16): users only, neither
// invited nor external ones.
type contact struct {
	Name     string           `json:"name"`
	Email    string           `json:"email"`
	UserType account.UserType `json:"user_type"`
	Phone    string           `json:"phone"`
	JobTitle string           `json:"job_title"`
}

// Run prints the contacts.
func (c *contacts) Run(w *world) error {
	st, err := existing(w, c.Data)
	if err != nil {
		return err
	}
	defer st.Close()
	a, err := st.FindAccount(w, c.Account)
	if err != nil {
		return err
	}
	var all []contact
	q := account.ListQuery{Limit: 500}
	for {
		page, err := st.Users(w, a.ID, q)
		if err != nil {
			return err
		}
		for _, u := range page.Items {
			all = append(all, contact{u.Name(), u.Email, u.UserType, u.Phone, u.JobTitle})
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			return c.print(w.out, a, all)
		}
	}
}

func (c *contacts) print(out io.Writer, a account.Account, all []contact) error {
	if c.JSON {
		for _, p := range all {
			if err := printJSON(out, p); err != nil {
				return err
			}
		}
		return nil
	}
	fmt.Fprintf(out, "%s (%s): %d people may talk to support\n", a.Name, a.Number, len(all))
	t := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	for _, p := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", p.Name, p.Email, p.UserType, p.Phone, p.JobTitle)
	}
	return t.Flush()
}
