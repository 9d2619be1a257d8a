package account_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"rollcall/account"
)

func TestAnErrorIsFoundByItsCodeThroughWrapping(t *testing.T) {
	err := fmt.Errorf("resend: %w", &account.Error{Code: account.RateLimited, RetryAfter: time.Minute, Cause: io.EOF})
	if account.CodeOf(err) != account.RateLimited {
		t.Errorf("code %q", account.CodeOf(err))
	}
	if !errors.Is(err, account.Fault(account.RateLimited)) || errors.Is(err, account.Fault(account.NotFound)) {
		t.Error("errors.Is must compare codes")
	}
	if !errors.Is(err, io.EOF) {
		t.Error("the cause must be found")
	}
	if account.CodeOf(nil) != "" || account.CodeOf(io.EOF) != account.Internal {
		t.Error("nil has no code, a foreign error is internal")
	}
}

func TestAnErrorReadsAsCodeAndDetail(t *testing.T) {
	if s := account.Fault(account.NotFound).Error(); s != "not_found" {
		t.Error(s)
	}
	if s := account.Faultf(account.NotFound, "no such list").Error(); s != "not_found: no such list" {
		t.Error(s)
	}
}

func TestNamesFallBackOnWhatIsKnown(t *testing.T) {
	tests := []struct{ got, want string }{
		{account.User{FirstName: "Ana", LastName: "Roy", Username: "ar"}.Name(), "Ana Roy"},
		{account.User{LastName: "Roy", Username: "ar"}.Name(), "Roy"},
		{account.User{Username: "ar"}.Name(), "ar"},
		{account.ExternalUser{Email: "a@x.org"}.Name(), "a@x.org"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func TestAChangeOfNothingIsEmpty(t *testing.T) {
	if !(account.UserChange{}).Empty() {
		t.Error("no field set")
	}
	empty := ""
	if (account.UserChange{Phone: &empty}).Empty() {
		t.Error("setting a field to nothing is a change")
	}
}

func TestAbsentMomentsAreAbsentInJSON(t *testing.T) {
	raw, err := json.Marshal(account.User{Permissions: []account.Permission{}, TwoFactor: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"last_active_at", "pending_email", "invited_by"} {
		if strings.Contains(string(raw), field) {
			t.Errorf("%s should be absent: %s", field, raw)
		}
	}
	for _, field := range []string{`"permissions":[]`, `"two_factor":[]`, `"email_verified":false`} {
		if !strings.Contains(string(raw), field) {
			t.Errorf("%s should be there: %s", field, raw)
		}
	}
}

func TestThereAreThreeUserTypes(t *testing.T) {
	for _, ut := range account.UserTypes() {
		if !ut.Valid() {
			t.Errorf("%q is listed but not valid", ut)
		}
	}
	for _, ut := range []account.UserType{"", "Administrator", "owner"} {
		if ut.Valid() {
			t.Errorf("%q should not be valid", ut)
		}
	}
}
