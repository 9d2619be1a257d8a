package account_test

import (
	"slices"
	"strconv"
	"testing"

	"rollcall/account"
)

func people(n int) []*account.User {
	out := make([]*account.User, n)
	for i := range out {
		out[i] = &account.User{ID: "u" + strconv.Itoa(i)}
	}
	return out
}

func TestAListGivesItsRowsInOrder(t *testing.T) {
	for _, n := range []int{0, 1, 511, 512, 513, 2000} {
		rows := people(n)
		l := account.ListOf(rows...)
		if l.Len() != n || !slices.Equal(l.Slice(), rows) || !slices.Equal(slices.Collect(l.All()), rows) {
			t.Errorf("%d rows come back as %d", n, l.Len())
		}
		if !l.Same(account.ListOf(rows...)) {
			t.Errorf("a list of %d rows is not the same as itself", n)
		}
	}
}

func TestAListLeavesOutWhatIsNotThere(t *testing.T) {
	rows := people(3)
	l := account.ListOfParts([][]*account.User{{nil, rows[0]}, {}, {nil}, {rows[1], nil, rows[2]}}, 3)
	if !slices.Equal(l.Slice(), rows) {
		t.Errorf("%d rows come back", len(l.Slice()))
	}
	for row := range l.All() {
		if row != rows[0] {
			t.Error("goes on after the first")
		}
		break
	}
}

func TestTheFirstThatIsMeantIsFound(t *testing.T) {
	rows := people(1000)
	l := account.ListOf(rows...)
	named := func(id string) func(*account.User) bool { return func(u *account.User) bool { return u.ID == id } }
	if l.First(named("u700")) != rows[700] || l.First(named("nobody")) != nil {
		t.Error("another row was found")
	}
}

func TestListsOfOtherRowsAreNotTheSame(t *testing.T) {
	rows := people(600)
	l := account.ListOf(rows...)
	for name, other := range map[string]account.List[account.User]{
		"fewer":        account.ListOf(rows[:599]...),
		"none":         {},
		"another last": account.ListOfParts([][]*account.User{rows[:512], {rows[0]}}, 600),
	} {
		if l.Same(other) || other.Same(l) {
			t.Errorf("%s: taken for the same", name)
		}
	}
}
