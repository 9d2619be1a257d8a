package localcache_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"rollcall/account"
	"rollcall/server/store"
)

// others are everybody without a desk: an administrator elsewhere, people who
// were invited, the operator.
func (tr *trial) others(ctx context.Context) {
	n := tr.chance.IntN(1 << 30)
	switch n % 16 {
	case 0, 1:
		i, err := tr.dora.Invite(ctx, account.NewInvitation{
			Email: fmt.Sprintf("guest%d@new.example", n), UserType: account.RegularUser, ReturnLink: true,
		}, account.Act{})
		if err == nil {
			tr.tokens = append(tr.tokens, path.Base(i.Link))
		}
	case 2, 3:
		if len(tr.tokens) > 0 {
			link := sha256.Sum256([]byte(tr.tokens[n%len(tr.tokens)]))
			_, _ = tr.db.CompleteInvitation(ctx, link[:], store.Completion{
				FirstName: "Noor", LastName: "Haddad", Username: fmt.Sprintf("noor%d", n), PasswordHash: "none", Language: "fr", Now: time.Now(),
			})
		}
	case 4:
		_, _ = tr.db.RevokeByOperator(ctx, "maple", fmt.Sprintf("x-guest%02d", n%10), time.Now())
	case 5:
		_, _ = tr.db.Grant(ctx, store.Grant{
			AccountID: "maple", Email: fmt.Sprintf("guest%02d@maple.example", n%10), UserType: account.RegularUser, Now: time.Now(),
		})
	}
}

// repeat has a request arrive once more that was answered long ago.
func (tr *trial) repeat(rt *rapid.T, s *seat) {
	past := s.line.transport()
	past.DialContext = nil
	defer past.CloseIdleConnections()
	if err := s.courier.again(rt.Context(), past, strings.TrimPrefix(tr.o.url, "http://"), tr.chance.IntN(1<<20)); err != nil {
		rt.Fatal(err)
	}
	s.totals.repeated++
}

// restart stops the service and starts it again, at another address.
func (tr *trial) restart(t *testing.T) {
	for _, s := range tr.seats {
		s.line.down()
	}
	tr.o.stop()
	tr.o.config.Listen = "127.0.0.1:0"
	tr.o.open(t)
	session, err := tr.o.near.SignIn(t.Context(), account.SignIn{Login: "dora", Password: password, DeviceName: "desk"})
	if err != nil {
		t.Fatal(err)
	}
	tr.dora = tr.o.near.Account("maple", session.Token)
	for _, s := range tr.seats {
		s.line.lead(tr.o.url)
	}
	tr.totals.restarts++
}
