package account_test

import (
	"slices"
	"testing"
	"time"

	"rollcall/account"
)

func TestDeletingIsRefusedForOneselfAndTheLastAdministrator(t *testing.T) {
	admin := account.User{ID: "a", UserType: account.Administrator}
	user := account.User{ID: "u", UserType: account.RegularUser}
	tests := []struct {
		name                  string
		whom                  account.User
		me                    string
		users, administrators int
		want                  account.Refusal
	}{
		{"another user", user, "a", 2, 1, account.NotRefused},
		{"oneself", admin, "a", 5, 2, account.RefusedSelf},
		{"oneself, last administrator", admin, "a", 5, 1, account.RefusedSelf},
		{"the only user", admin, "a", 1, 1, account.RefusedOnlyUser},
		{"one administrator of two", admin, "b", 5, 2, account.NotRefused},
		{"the last administrator, by an external one", admin, "x", 5, 1, account.RefusedLastAdministrator},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := account.RefuseDelete(tt.whom, tt.me, tt.users, tt.administrators); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestChangingATypeIsRefusedForTheLastAdministratorThenOneself(t *testing.T) {
	admin := account.User{ID: "a", UserType: account.Administrator}
	user := account.User{ID: "u", UserType: account.Custom}
	tests := []struct {
		name           string
		whom           account.User
		me             string
		administrators int
		want           account.Refusal
	}{
		{"another user", user, "a", 1, account.NotRefused},
		{"one administrator of two", admin, "b", 2, account.NotRefused},
		{"oneself of two", admin, "a", 2, account.RefusedSelf},
		{"oneself, the last", admin, "a", 1, account.RefusedLastAdministrator},
		{"the last, by an external administrator", admin, "x", 1, account.RefusedLastAdministrator},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := account.RefuseTypeChange(tt.whom, tt.me, tt.administrators); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOnlyHomeAdministratorsAreCounted(t *testing.T) {
	users := []*account.User{{UserType: account.Administrator}, {UserType: account.RegularUser}, {UserType: account.Administrator}, {UserType: account.Custom}}
	if n := account.Administrators(account.ListOf(users...)); n != 2 {
		t.Errorf("got %d, want 2", n)
	}
}

func TestAPendingInvitationExpiresAfterSevenDays(t *testing.T) {
	sent := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	pending := account.Invitation{State: account.InvitationPending, LastSentAt: sent, ExpiresAt: sent.Add(account.InvitationLifetime)}
	cancelled := pending
	cancelled.State = account.InvitationCancelled
	tests := []struct {
		name     string
		i        account.Invitation
		after    time.Duration
		want     account.InvitationState
		expiring bool
	}{
		{"just sent", pending, 0, account.InvitationPending, false},
		{"exactly 24 hours left", pending, 6 * 24 * time.Hour, account.InvitationPending, false},
		{"less than 24 hours left", pending, 6*24*time.Hour + time.Second, account.InvitationPending, true},
		{"a second before", pending, account.InvitationLifetime - time.Second, account.InvitationPending, true},
		{"at the moment", pending, account.InvitationLifetime, account.InvitationExpired, false},
		{"cancelled stays cancelled", cancelled, account.InvitationLifetime, account.InvitationCancelled, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := sent.Add(tt.after)
			if got := tt.i.StateAt(now); got != tt.want {
				t.Errorf("state %q, want %q", got, tt.want)
			}
			if got := tt.i.Expiring(now); got != tt.expiring {
				t.Errorf("expiring %v, want %v", got, tt.expiring)
			}
		})
	}
}

func TestUndeliveredMeansBouncedOrFailed(t *testing.T) {
	for state, want := range map[account.DeliveryState]bool{
		account.DeliveryQueued: false, account.DeliverySent: false,
		account.DeliveryBounced: true, account.DeliveryFailed: true,
	} {
		if got := (account.Invitation{Delivery: account.Delivery{State: state}}).Undelivered(); got != want {
			t.Errorf("%s: %v", state, got)
		}
	}
}

func catalogue() account.Catalogue {
	return account.Catalogue{
		Base:   []account.CatalogueEntry{{ID: "files"}},
		Custom: []account.CatalogueEntry{{ID: "contacts.view"}, {ID: "contacts.manage"}, {ID: "plan.change"}},
	}
}

func ids(entries []account.CatalogueEntry) []account.Permission {
	var out []account.Permission
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

func TestPowersOfEachType(t *testing.T) {
	all := []account.Permission{"contacts.view", "contacts.manage", "plan.change"}
	tests := []struct {
		name    string
		t       account.UserType
		held    []account.Permission
		manages bool
		custom  []account.Permission
	}{
		{"administrators may do everything", account.Administrator, nil, true, all},
		{"users everything but manage users", account.RegularUser, nil, false, all},
		{"custom with none ticked: base only", account.Custom, nil, false, nil},
		{"custom in the catalogue's order", account.Custom, []account.Permission{"plan.change", "contacts.view"}, false, []account.Permission{"contacts.view", "plan.change"}},
		{"what the catalogue does not know is left out", account.Custom, []account.Permission{"rockets.launch"}, false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := catalogue().PowersOf(tt.t, tt.held)
			if p.ManagesUsers != tt.manages || !slices.Equal(ids(p.Custom), tt.custom) {
				t.Errorf("got %v %v", p.ManagesUsers, ids(p.Custom))
			}
		})
	}
	if _, ok := catalogue().Entry("files"); ok {
		t.Error("a base permission is not a custom one")
	}
	if e, ok := catalogue().Entry("plan.change"); !ok || e.ID != "plan.change" {
		t.Error("plan.change should be found")
	}
}

func TestTheDifferenceSaysWhatIsGainedLostAndKept(t *testing.T) {
	of := catalogue().PowersOf
	admin, user := of(account.Administrator, nil), of(account.RegularUser, nil)
	view := of(account.Custom, []account.Permission{"contacts.view"})
	plan := of(account.Custom, []account.Permission{"contacts.view", "plan.change"})
	tests := []struct {
		name                string
		before, after       account.Powers
		manages             int
		gains, loses, keeps []account.Permission
		changes             bool
	}{
		{"nothing", admin, admin, 0, nil, nil, []account.Permission{"contacts.view", "contacts.manage", "plan.change"}, false},
		{"promoted", user, admin, 1, nil, nil, []account.Permission{"contacts.view", "contacts.manage", "plan.change"}, true},
		{"demoted to one permission", admin, view, -1, nil, []account.Permission{"contacts.manage", "plan.change"}, []account.Permission{"contacts.view"}, true},
		{"one more", view, plan, 0, []account.Permission{"plan.change"}, nil, []account.Permission{"contacts.view"}, true},
		{"one less", plan, view, 0, nil, []account.Permission{"plan.change"}, []account.Permission{"contacts.view"}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := account.DifferenceBetween(tt.before, tt.after)
			if d.ManagesUsers != tt.manages || d.Changes() != tt.changes ||
				!slices.Equal(ids(d.Gains), tt.gains) || !slices.Equal(ids(d.Loses), tt.loses) || !slices.Equal(ids(d.Keeps), tt.keeps) {
				t.Errorf("got %+v", d)
			}
			if want := tt.before.ManagesUsers && tt.after.ManagesUsers; d.KeepsManagementOfAll != want {
				t.Errorf("keeps management %v, want %v", d.KeepsManagementOfAll, want)
			}
		})
	}
}

func TestPermissionsAreStoredSortedAndOnce(t *testing.T) {
	in := []account.Permission{"b", "a", "b"}
	got := account.SortPermissions(in)
	if !slices.Equal(got, []account.Permission{"a", "b"}) || in[0] != "b" {
		t.Errorf("got %v from %v", got, in)
	}
	if account.SortPermissions(nil) == nil {
		t.Error("never nil: it is [] in JSON")
	}
}
