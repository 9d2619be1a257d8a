package passwords

import (
	"errors"
	"strings"
	"testing"

	"rollcall/account"
)

func TestAPasswordThatOthersWouldGuessIsRefusedWithTheReason(t *testing.T) {
	personal := []string{"Gustavo", "Pereira-Lindqvist", "gustavo@maplepress.example", "gpl", "Maple Press", "Éditions Sœur"}
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
		{"sixty-four characters", "the tide took the ladder, the lamp and the last of the blue rope", false, ""},
		{"spaces alone make up the length", "  zqkvtw pmxrg ", false, ""},
		{"spaces are counted at both ends", "  zqkvtw pmxr ", false, account.PasswordTooShort},
		{"letters outside the alphabet", "雨が静かに降る夜の港に灯がともる", false, ""},
		{"a composed letter is one character", "zqkvtw pmxrgj" + "e\u0301", false, account.PasswordTooShort},
		{"eight, common, with a second factor", "sunshine", true, account.PasswordCommon},
		{"no digit, no capital, no sign needed", "lanterns beside the river", false, ""},
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
		{"the account without its accents", "editions editions 7", false, account.PasswordPersonal},
		{"the product, half of it", "RollCall7 zqkv", true, account.PasswordPersonal},
		{"less than half is theirs", "gustavo likes zqkvtw pmxrgj", false, ""},
		{"less than half is common", "password zqkvtw pmxrgj vyh", false, ""},
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
