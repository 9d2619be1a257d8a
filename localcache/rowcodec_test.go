package localcache

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"rollcall/account"
)

var (
	anyTime = rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "never") {
			return time.Time{}
		}
		seconds := rapid.Int64Range(-62135596800, 253402300799).Draw(t, "seconds")
		return time.Unix(seconds, rapid.SampledFrom([]int64{0, 1, 999_999_999}).Draw(t, "nanoseconds")).UTC()
	})
	anyText   = rapid.OneOf(rapid.SampledFrom([]string{"", "en", "fr", "Amélie", "a@b.example"}), rapid.String())
	anyPerson = rapid.Custom(func(t *rapid.T) account.PersonRef {
		return account.PersonRef{ID: anyText.Draw(t, "who"), Name: anyText.Draw(t, "called")}
	})
	anyPermissions = anySet[account.Permission]()
)

func anySet[S ~string]() *rapid.Generator[[]S] {
	some := rapid.SliceOfN(rapid.Map(anyText, func(s string) S { return S(s) }), 0, 4)
	return rapid.OneOf(some, rapid.Just([]S(nil)))
}

func anyUser(t *rapid.T) account.User {
	u := account.User{
		ID: anyText.Draw(t, "id"), Version: rapid.Int64().Draw(t, "version"), FirstName: anyText.Draw(t, "first"),
		LastName: anyText.Draw(t, "last"), Email: anyText.Draw(t, "email"), PendingEmail: anyText.Draw(t, "pending"),
		EmailVerified: rapid.Bool().Draw(t, "verified"), Username: anyText.Draw(t, "username"),
		UserType: account.UserType(anyText.Draw(t, "type")), Permissions: anyPermissions.Draw(t, "permissions"),
		Language: anyText.Draw(t, "language"), Phone: anyText.Draw(t, "phone"), JobTitle: anyText.Draw(t, "job"),
		TwoFactor: anySet[string]().Draw(t, "factors"), CreatedAt: anyTime.Draw(t, "created"), LastActiveAt: anyTime.Draw(t, "active"),
	}
	if rapid.Bool().Draw(t, "was invited") {
		by := anyPerson.Draw(t, "by")
		u.InvitedBy = &by
	}
	return u
}

func anyInvitation(t *rapid.T) account.Invitation {
	return account.Invitation{
		ID: anyText.Draw(t, "id"), Version: rapid.Int64().Draw(t, "version"), Email: anyText.Draw(t, "email"),
		UserType: account.UserType(anyText.Draw(t, "type")), Permissions: anyPermissions.Draw(t, "permissions"),
		Language: anyText.Draw(t, "language"), Message: anyText.Draw(t, "message"), State: account.InvitationState(anyText.Draw(t, "state")),
		Delivery: account.Delivery{
			State: account.DeliveryState(anyText.Draw(t, "delivery")), Detail: anyText.Draw(t, "detail"),
			At: anyTime.Draw(t, "at"), NextTryAt: anyTime.Draw(t, "next"),
		},
		InvitedBy: anyPerson.Draw(t, "by"), CreatedAt: anyTime.Draw(t, "created"), LastSentAt: anyTime.Draw(t, "sent"),
		ExpiresAt: anyTime.Draw(t, "expires"), SentCount: rapid.Int().Draw(t, "count"), ReplacedBy: anyText.Draw(t, "replaced"),
	}
}

func anyExternal(t *rapid.T) account.ExternalUser {
	return account.ExternalUser{
		ID: anyText.Draw(t, "id"), Version: rapid.Int64().Draw(t, "version"), FirstName: anyText.Draw(t, "first"),
		LastName: anyText.Draw(t, "last"), Email: anyText.Draw(t, "email"), HomeAccountName: anyText.Draw(t, "home"),
		UserType: account.UserType(anyText.Draw(t, "type")), Permissions: anyPermissions.Draw(t, "permissions"),
		GrantedAt: anyTime.Draw(t, "granted"), GrantedBy: anyPerson.Draw(t, "by"), Until: anyTime.Draw(t, "until"),
		TwoFactor: anySet[string]().Draw(t, "factors"), LastActiveAt: anyTime.Draw(t, "active"),
	}
}

func TestALeafIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		comeBack(rt, userCodec(), rapid.SliceOfN(rapid.Custom(anyUser), 0, 64).Draw(rt, "users"))
		comeBack(rt, invitationCodec(), rapid.SliceOfN(rapid.Custom(anyInvitation), 0, 64).Draw(rt, "invitations"))
		comeBack(rt, externalCodec(), rapid.SliceOfN(rapid.Custom(anyExternal), 0, 64).Draw(rt, "externals"))
	})
}

func comeBack[T any](t *rapid.T, codec rowCodec[T], rows []T) {
	body := codec.encode(pointers(rows))
	back, err := codec.decode(body)
	if err != nil {
		t.Fatalf("%v, of %+v", err, rows)
	}
	if len(rows) > 0 && !reflect.DeepEqual(rows, back) {
		t.Fatalf("came back changed:\n%s", cmp.Diff(rows, back))
	}
	if _, err := codec.decode(append(body, 0)); err == nil {
		t.Fatal("more than a leaf was read as one")
	}
}

func pointers[T any](rows []T) []*T {
	out := make([]*T, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	return out
}

// TestEveryFieldOfARowIsKept sets each field alone, so that one that is added to a
// row and not to its code is found.
func TestEveryFieldOfARowIsKept(t *testing.T) {
	everyField(t, userCodec())
	everyField(t, invitationCodec(), "Link")
	everyField(t, externalCodec())
}

func everyField[T any](t *testing.T, codec rowCodec[T], never ...string) {
	t.Helper()
	for _, field := range fieldsOf(t, reflect.TypeFor[T](), nil) {
		row := new(T)
		v := reflect.ValueOf(row).Elem().FieldByIndex(field)
		name := reflect.TypeFor[T]().FieldByIndex(field).Name
		fill(t, v)
		back, err := codec.decode(codec.encode([]*T{row}))
		if err != nil {
			t.Fatal(err)
		}
		kept := reflect.DeepEqual(*row, back[0])
		if secret := len(never) > 0 && name == never[0]; kept == secret {
			t.Errorf("%T.%s: kept is %t", *row, name, kept)
		}
	}
}

// fieldsOf gives the ways to all fields, those of structs inside too.
func fieldsOf(t *testing.T, of reflect.Type, way []int) (out [][]int) {
	t.Helper()
	for i := range of.NumField() {
		here := append(append([]int{}, way...), i)
		f := of.Field(i)
		if f.Type.Kind() == reflect.Struct && f.Type != reflect.TypeFor[time.Time]() {
			out = append(out, fieldsOf(t, f.Type, here)...)
			continue
		}
		out = append(out, here)
	}
	return out
}

// fill gives a field, and all that is in it, a value that is not zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("something")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(-7)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(1_800_000_000, 5).UTC()))
			return
		}
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
	default:
		t.Fatalf("a field of the kind %s is not coded", v.Kind())
	}
}

// TestRowsOfALeafShareWhatIsTheSame: a thousand people cost what is their own.
func TestRowsOfALeafShareWhatIsTheSame(t *testing.T) {
	users := crowd(64)
	back, err := userCodec().decode(userCodec().encode(pointers(users)))
	if err != nil {
		t.Fatal(err)
	}
	if back[1].InvitedBy != back[2].InvitedBy || &back[1].Permissions[0] != &back[4].Permissions[0] {
		t.Error("what is the same was made twice")
	}
	body := userCodec().encode(pointers(users))
	if made := testing.AllocsPerRun(20, func() { _, _ = userCodec().decode(body) }); made > 30 {
		t.Errorf("%.0f pieces of memory for a leaf", made)
	}
}

func FuzzLeaf(f *testing.F) {
	f.Add(userCodec().encode(pointers(crowd(3))))
	f.Add(invitationCodec().encode([]*account.Invitation{{ID: "i", Permissions: []account.Permission{"a"}, SentCount: 1}}))
	f.Add(externalCodec().encode([]*account.ExternalUser{{ID: "x", GrantedBy: account.PersonRef{ID: "o", Name: "Operator"}}}))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f, 0xff, 0xff, 0x03, 1})
	f.Fuzz(func(t *testing.T, body []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		readWhatever(t, userCodec(), body)
		readWhatever(t, invitationCodec(), body)
		readWhatever(t, externalCodec(), body)
		runtime.ReadMemStats(&after)
		if made := after.TotalAlloc - before.TotalAlloc; made > uint64(1<<20+300*len(body)) {
			t.Errorf("%d bytes were read into %d", len(body), made)
		}
	})
}

// readWhatever reads what may be no leaf; what is one can be written again.
func readWhatever[T any](t *testing.T, codec rowCodec[T], body []byte) {
	rows, err := codec.decode(body)
	if err != nil {
		return
	}
	again, err := codec.decode(codec.encode(pointers(rows)))
	if err != nil || !reflect.DeepEqual(rows, again) {
		t.Errorf("%v: %+v came back as %+v", err, rows, again)
	}
}

// crowd is people as an account has them.
func crowd(n int) []account.User {
	users := make([]account.User, n)
	by := []*account.PersonRef{nil, {ID: "0193a1b2c3d4e5f60718293a", Name: "Hélène Marchand"}, {ID: "0293a1b2c3d4e5f60718293a", Name: "Ana Costa"}}
	since := time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
	for i := range users {
		name := "person" + strconv.Itoa(i)
		users[i] = account.User{
			ID: fmt.Sprintf("%024x", i), Version: int64(1 + i%9), FirstName: "Amélie", LastName: "Lefèvre-" + strconv.Itoa(i),
			Email: name + "@maple-press.example", EmailVerified: i%7 != 0, Username: name, UserType: account.RegularUser,
			Permissions: []account.Permission{}, Language: account.Languages()[i%2], Phone: fmt.Sprintf("+33 6 12 %06d", i),
			JobTitle: []string{"Editor", "Accountant", "Chargée de diffusion"}[i%3], TwoFactor: []string{"app"},
			CreatedAt: since.Add(time.Duration(i) * time.Hour), LastActiveAt: since.Add(time.Duration(i*7919%100000) * time.Minute),
			InvitedBy: by[min(i%3, i)%3],
		}
		if i%3 == 1 {
			users[i].UserType, users[i].Permissions, users[i].InvitedBy = account.Custom, []account.Permission{"contacts.view", "mailings.manage"}, by[1]
		}
		if i%3 == 2 {
			users[i].InvitedBy = by[1]
		}
	}
	return users
}

// BenchmarkRowCodec compares with what the standard library has.
func BenchmarkRowCodec(b *testing.B) {
	users := crowd(64)
	body := userCodec().encode(pointers(users))
	text, err := json.Marshal(users)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("encode", func(b *testing.B) {
		for b.Loop() {
			_ = userCodec().encode(pointers(users))
		}
		b.ReportMetric(float64(len(body))/64, "bytes/row")
	})
	b.Run("decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = userCodec().decode(body)
		}
	})
	b.Run("encode as JSON", func(b *testing.B) {
		for b.Loop() {
			_, _ = json.Marshal(users)
		}
		b.ReportMetric(float64(len(text))/64, "bytes/row")
	})
	b.Run("decode JSON", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var back []account.User
			_ = json.Unmarshal(text, &back)
		}
	})
}
