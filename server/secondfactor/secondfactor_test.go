package secondfactor_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"math"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pquerna/otp"

	"rollcall/account"
	"rollcall/server/secondfactor"
)

// RFC 6238, Appendix B. The secrets are those of the reference implementation,
// as long as the hash.
func TestTheVectorsOfRFC6238(t *testing.T) {
	const (
		sha1   = otp.AlgorithmSHA1
		sha256 = otp.AlgorithmSHA256
		sha512 = otp.AlgorithmSHA512
	)
	secrets := map[otp.Algorithm]string{
		sha1:   "12345678901234567890",
		sha256: "12345678901234567890123456789012",
		sha512: "1234567890123456789012345678901234567890123456789012345678901234",
	}
	for _, v := range []struct {
		unix      int64
		step      int64
		code      string
		algorithm otp.Algorithm
	}{
		{59, 0x1, "94287082", sha1},
		{59, 0x1, "46119246", sha256},
		{59, 0x1, "90693936", sha512},
		{1111111109, 0x23523EC, "07081804", sha1},
		{1111111109, 0x23523EC, "68084774", sha256},
		{1111111109, 0x23523EC, "25091201", sha512},
		{1111111111, 0x23523ED, "14050471", sha1},
		{1111111111, 0x23523ED, "67062674", sha256},
		{1111111111, 0x23523ED, "99943326", sha512},
		{1234567890, 0x273EF07, "89005924", sha1},
		{1234567890, 0x273EF07, "91819424", sha256},
		{1234567890, 0x273EF07, "93441116", sha512},
		{2000000000, 0x3F940AA, "69279037", sha1},
		{2000000000, 0x3F940AA, "90698825", sha256},
		{2000000000, 0x3F940AA, "38618901", sha512},
		{20000000000, 0x27BC86AA, "65353130", sha1},
		{20000000000, 0x27BC86AA, "77737706", sha256},
		{20000000000, 0x27BC86AA, "47863826", sha512},
	} {
		step := secondfactor.StepAt(time.Unix(v.unix, 0))
		got, err := secondfactor.Code([]byte(secrets[v.algorithm]), step, otp.DigitsEight, v.algorithm)
		if err != nil || got != v.code || step != v.step {
			t.Errorf("%d %s: code %s of step %X, want %s of %X, %v", v.unix, v.algorithm, got, step, v.code, v.step, err)
		}
	}
}

func TestOneStepOfDriftIsTakenTwoAreNot(t *testing.T) {
	secret := []byte("12345678901234567890")
	for _, now := range []time.Time{time.Unix(1234567890, 0), time.Unix(1234567919, 0), time.Unix(59, 0), time.Unix(5, 0)} {
		here := secondfactor.StepAt(now)
		for drift := int64(-3); drift <= 3; drift++ {
			if here+drift < 0 {
				continue
			}
			code, err := secondfactor.Code(secret, here+drift, otp.DigitsSix, otp.AlgorithmSHA1)
			if err != nil {
				t.Fatal(err)
			}
			step, ok := secondfactor.Match(secret, code, now)
			if ok != (drift >= -1 && drift <= 1) || (ok && step != here+drift) {
				t.Errorf("%v, %+d steps: %v, step %+d", now.UTC(), drift, ok, step-here)
			}
		}
	}
}

func TestHowACodeMayBeTyped(t *testing.T) {
	secret, now := []byte("12345678901234567890"), time.Unix(1234567890, 0)
	code, err := secondfactor.Code(secret, secondfactor.StepAt(now), otp.DigitsSix, otp.AlgorithmSHA1)
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]bool{
		code: true, code[:3] + " " + code[3:]: true, " " + code + "\n": true, code[:3] + "\u00a0" + code[3:]: true,
		code[:5]: false, code + "0": false, "": false, code[:3] + "-" + code[3:]: false, "٠٠٥٩٢٤": false,
	} {
		if _, ok := secondfactor.Match(secret, typed, now); ok != want {
			t.Errorf("%q: %v, want %v", typed, ok, want)
		}
	}
}

func TestASecretHas160Bits(t *testing.T) {
	a, err := secondfactor.NewSecret(rand.Reader)
	if err != nil || len(a) != 20 {
		t.Fatalf("%d bytes, %v", len(a), err)
	}
	if b, _ := secondfactor.NewSecret(rand.Reader); bytes.Equal(a, b) {
		t.Error("two secrets are the same")
	}
	if text := secondfactor.Text(a); !regexp.MustCompile(`^[A-Z2-7]{32}$`).MatchString(text) {
		t.Errorf("it is typed as %d characters, or strange ones", len(text))
	}
}

// The library that reads such addresses elsewhere reads ours.
func TestTheURIOfAQRCode(t *testing.T) {
	secret := []byte("12345678901234567890")
	for _, c := range []struct{ username, account, label string }{
		{"amelie.roy", "Maple Press", "amelie.roy (Maple Press)"},
		{"zoé", "Éditions d’été & fils + Cie: 100 %", "zoé (Éditions d’été & fils + Cie 100 %)"},
		{"x.y_z-1", "", "x.y_z-1"},
		{"ana", "A/B?C#D", "ana (A/B?C#D)"},
	} {
		uri := secondfactor.URI(secret, c.username, c.account)
		key, err := otp.NewKeyFromURL(uri)
		if err != nil {
			t.Fatalf("%s: %v", uri, err)
		}
		if key.Issuer() != "Rollcall" || key.AccountName() != c.label || key.Secret() != secondfactor.Text(secret) ||
			key.Type() != "totp" || key.Period() != 30 || key.Digits() != otp.DigitsSix || key.Algorithm() != otp.AlgorithmSHA1 {
			t.Errorf("%s says issuer %q, account %q", uri, key.Issuer(), key.AccountName())
		}
		u, err := url.Parse(uri)
		if err != nil || strings.Count(u.EscapedPath(), ":") != 1 || strings.Contains(uri, "+") {
			t.Errorf("%s could be misread", uri)
		}
	}
}

func TestACodeByEmailIsSixDigitsEachAsLikely(t *testing.T) {
	const n = 20_000
	var counts [6][10]int
	for range n {
		code, err := secondfactor.NewCode(rand.Reader)
		if err != nil || len(code) != 6 {
			t.Fatalf("%d characters, %v", len(code), err)
		}
		for i, d := range []byte(code) {
			counts[i][d-'0']++
		}
	}
	// Nine degrees of freedom: chi squared beyond 50 is once in ten million.
	for i, digits := range counts {
		chi := 0.0
		for _, c := range digits {
			chi += math.Pow(float64(c)-n/10, 2) / (n / 10)
		}
		if chi > 50 {
			t.Errorf("digit %d falls unevenly: %v", i+1, digits)
		}
	}
}

func TestRecoveryCodes(t *testing.T) {
	codes, err := secondfactor.NewRecoveryCodes(rand.Reader)
	if err != nil || len(codes) != account.RecoveryCodes {
		t.Fatalf("%d codes, %v", len(codes), err)
	}
	seen := map[string]bool{}
	for _, c := range codes {
		if !regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{5}-[0-9a-hjkmnp-tv-z]{5}$`).MatchString(c) || seen[c] {
			t.Error("a code is malformed or there twice")
		}
		seen[c] = true
	}
	var each [100]byte
	for i := range each {
		each[i] = byte(i)
	}
	letters := map[rune]int{}
	codes, err = secondfactor.NewRecoveryCodes(bytes.NewReader(each[:]))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range strings.Join(codes, "") {
		letters[r]++
	}
	if len(letters) != 33 || codes[0] != "01234-56789" {
		t.Errorf("%d different letters, the first code is %s", len(letters), codes[0])
	}
}

func TestHowARecoveryCodeMayBeTyped(t *testing.T) {
	const want = "0a1bc1d2e0"
	for _, typed := range []string{
		"0a1bc-1d2e0", "0A1BC-1D2E0", "0a1bc1d2e0", " 0a1bc 1d2e0 ", "oalbc-id2eO", "0a1bc–1d2e0", "0a1bc‑1d2e0\n", "0a-1b-c1-d2-e0",
	} {
		if got := secondfactor.Recovery(typed); got != want {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
	if secondfactor.Recovery("0a1bc-1d2e1") == want {
		t.Error("another code is read as the same")
	}
}

func TestWithoutChanceThereIsNoSecret(t *testing.T) {
	broken := iotest.ErrReader(errors.New("no chance"))
	for name, draw := range map[string]func() (any, error){
		"secret":   func() (any, error) { return secondfactor.NewSecret(broken) },
		"code":     func() (any, error) { return secondfactor.NewCode(broken) },
		"recovery": func() (any, error) { return secondfactor.NewRecoveryCodes(broken) },
	} {
		if _, err := draw(); err == nil {
			t.Errorf("%s was made out of nothing", name)
		}
	}
}
