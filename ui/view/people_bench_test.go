package view

import (
	"fmt"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/ui/words"
)

// many makes an account of n users.
func many(n int) account.Lists {
	first := []string{"Amélie", "Benjamin", "Chloé", "Daniel", "Élise", "Fatima", "Gustavo", "Hélène"}
	last := []string{"Roy", "Okafor", "Tremblay", "Royce", "Baker", "El Amrani", "Pereira-Lindqvist"}
	l := press().lists
	users := make([]*account.User, n)
	for i := range users {
		t := account.UserTypes()[i%3]
		u := user(fmt.Sprint("u", i), first[i%len(first)], fmt.Sprint(last[i%len(last)], i*7919%n), t, time.Duration(i)*time.Minute)
		u.Email = fmt.Sprintf("person%d@maple.example", i)
		users[i] = u
	}
	l.Users, l.Me.User = account.ListOf(users...), *users[0]
	return l
}

func sizes(b *testing.B, f func(b *testing.B, l account.Lists)) {
	for _, n := range []int{1_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			l := many(n)
			f(b, l)
		})
	}
}

func pictureOf(l account.Lists, search string) picture {
	q := newQuery(nil)
	q.search, q.terms = search, words.Terms(search)
	return picture{
		lists: l, status: account.Status{Link: account.LinkOnline}, query: q, now: noon,
		words: words.New("fr", time.UTC),
	}
}

// BenchmarkFirstList is what the first showing of a list costs.
func BenchmarkFirstList(b *testing.B) {
	sizes(b, func(b *testing.B, l account.Lists) {
		p := pictureOf(l, "")
		for b.Loop() {
			p.build(newEngine(p.words))
		}
	})
}

// BenchmarkTyping is what a letter typed into the search costs.
func BenchmarkTyping(b *testing.B) {
	sizes(b, func(b *testing.B, l account.Lists) {
		e := newEngine(words.New("fr", time.UTC))
		pictureOf(l, "").build(e)
		p := pictureOf(l, "roy 12")
		for b.Loop() {
			p.build(e)
		}
	})
}

// BenchmarkOneChange is what a change made elsewhere costs.
func BenchmarkOneChange(b *testing.B) {
	sizes(b, func(b *testing.B, l account.Lists) {
		p := pictureOf(l, "")
		e := newEngine(p.words)
		p.build(e)
		for b.Loop() {
			users := p.lists.Users.Slice()
			changed := *users[17]
			users[17] = &changed
			p.lists.Users = account.ListOf(users...)
			p.build(e)
		}
	})
}

// BenchmarkSort is what a click on a column costs.
func BenchmarkSort(b *testing.B) {
	sizes(b, func(b *testing.B, l account.Lists) {
		p := pictureOf(l, "")
		e := newEngine(p.words)
		p.build(e)
		for i := 0; b.Loop(); i++ {
			p.query.orders[SectionUsers] = Order{Column: ColumnLastActive, Descending: i%2 == 0}
			p.build(e)
		}
	})
}

// BenchmarkRowText is what a row costs as it scrolls into view.
func BenchmarkRowText(b *testing.B) {
	l := many(1_000)
	s, _ := pictureOf(l, "roy").build(newEngine(words.New("fr", time.UTC)))
	for b.Loop() {
		s.Person(s.Rows.At(s.Rows.Len() - 1))
	}
}
