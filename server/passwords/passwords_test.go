package passwords

import (
	"errors"
	"strings"
	"testing"

	"rollcall/account"
)

func TestAPasswordThatOthersWouldGuessIsRefusedWithTheReason(t *testing.T) {
	personal := []string{"Gustavo", "Pereira-Lindqvist", "gustavo@maplepress.example", "gpl", "Maple Press"}
	for _, c := range []struct {
		name, password string
		secondFactor   bool
		reason         string
	}{
		{"a sentence", "wooden boats drift past the lighthouse", false, ""},
		{"fifteen characters exactly", "zqkvtw pmxrgjb!", false, ""},
		{"fourteen characters", "zqkvtw pmxrgjb", false, account.PasswordTooShort},
		{"fifteen accented letters", "éàüöçèêôîâûëïÿž", false, ""},
		{"eight with a second factor", "zqk vtw7", true, ""},
		{"seven with a second factor", "zqk vt7", true, account.PasswordTooShort},
		{"256 characters", strings.Repeat("wooden boats, ", 18) + "wxyz", false, ""},
		{"257 characters", strings.Repeat("a fine day: ", 21) + "wxyzq", false, account.PasswordTooLong},
		{"one character again and again", strings.Repeat("a", 20), false, account.PasswordCommon},
		{"a row of digits", "1234567890123456", false, account.PasswordCommon},
		{"a common password twice", "PasswordPassword", false, account.PasswordCommon},
		{"half common", "password8x!kQz3v", false, account.PasswordCommon},
		{"their address", "gustavo@maplepress.example", false, account.PasswordPersonal},
		{"half their name", "Pereira-Lindqvist 4 ever yes", false, account.PasswordPersonal},
		{"the product", "rollcallrollcall", false, account.PasswordPersonal},
		{"the account, folded", "MAPLEPRESS maple", false, account.PasswordPersonal},
		{"words under four letters do not count", "gpl xk gpl qz gpl vw", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := reasonOf(Check(c.password, personal, c.secondFactor)); got != c.reason {
				t.Errorf("reason %q, want %q", got, c.reason)
			}
		})
	}
}

func reasonOf(err error) string {
	if e, ok := errors.AsType[*account.Error](err); ok {
		return e.Reason
	}
	return ""
}

func TestOnlyTheRightPasswordMatches(t *testing.T) {
	k, err := NewKeeper(2)
	if err != nil {
		t.Fatal(err)
	}
	composed, decomposed := "caf\u00e9 au bord du lac", "cafe\u0301 au bord du lac"
	hash, err := k.Hash(t.Context(), composed)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash begins %q", hash[:31])
	}
	for _, c := range []struct {
		password, hash string
		want           bool
	}{
		{composed, hash, true},
		{decomposed, hash, true}, // the same text, typed on another keyboard
		{composed + " ", hash, false},
		{"nobody has this password", "", false},
	} {
		if got, err := k.Matches(t.Context(), c.password, c.hash); err != nil || got != c.want {
			t.Errorf("Matches(%q) = %v, %v; want %v", c.password, got, err, c.want)
		}
	}
}
