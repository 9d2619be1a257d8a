package sample

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rollcall/account"
	"rollcall/server/catalogue"
)

// names a crowd is made of, by language.
type names struct{ first, last, jobs []string }

func namesIn(language string) names {
	if language == "fr" {
		return names{
			first: strings.Fields(`Adèle Alexandre Antoine Arnaud Aurélie Béatrice Camille Catherine Cédric Céline
				Charlotte Clément Corinne Delphine Denis Édith Éric Étienne Fabien Florence François Frédéric
				Geneviève Gilles Hélène Hugo Jeanne Joël Julien Juliette Karine Laurence Léonie Luc Maëlle Manon
				Marianne Mathieu Maxime Mélanie Nathalie Noémie Olivier Océane Pascal Raphaël Régis Rémi Sébastien
				Solène Stéphane Sylvain Théo Thomas Tristan Vincent Véronique Zoé`),
			last: strings.Fields(`Archambault Arsenault Beaulieu Bédard Bélanger Bergeron Bernier Blanchette Boisvert
				Bourgeois Caron Charbonneau Cloutier Demers Deschênes Dubé Dufour Dumont Fontaine Fournier Gauthier
				Girard Gosselin Guérin Hébert Lachance Lacroix Lamontagne Langlois Lapointe Lavoie Leblanc Leclerc
				Lefebvre Lemieux Mercier Michaud Nadeau Ouellet Paquette Paradis Perreault Poirier Poulin Rousseau
				Savard Simard Thibault Turcotte Vaillancourt Villeneuve`),
			jobs: []string{"", "", "Édition", "Production", "Ventes", "Traduction", "Correction", "Comptabilité", "Relations de presse"},
		}
	}
	return names{
		first: strings.Fields(`Abigail Adam Aisha Alan Alice Amara Andrew Anita Arthur Beatrice Bianca Brendan Carmen
			Caroline Cedric Christopher Colin Dana David Diana Edith Edwin Eleanor Emeka Esther Evelyn Felix Fiona
			George Grace Gwen Harriet Henry Imogen Ingrid Isaac Ivy James Jasper Joan Joseph Keiko Laura Lewis
			Mabel Mei Miriam Nathan Nina Owen Priya Ravi Ruth Samuel Sean Sunita Theodora Victor Wanda Winston`),
		last: strings.Fields(`Abbott Adeyemi Ahmed Atwood Barnes Bennett Blackwood Brooks Campbell Chang Clarke Cooper
			Davies Dawson Ellison Fairfax Fernandez Fisher Fraser Gallagher Gibson Hargreaves Hawkins Holloway
			Hughes Ibrahim Jensen Johansson Kapoor Kaur Kelly Kowalski Lambert Langford MacLeod Marlowe Mitchell
			Morrison Nakamura Nguyen Novotny Osborne Patel Pemberton Radcliffe Reyes Rossi Sinclair Singh
			Sutherland Tanaka Underwood Vasquez Walker Winslow Yamada Zhang`),
		jobs: []string{"", "", "Editorial", "Production", "Sales", "Translation", "Proofreading", "Accounts", "Publicity"},
	}
}

// crowd is more people, for an account of any size.
func (w *world) crowd(n int) []account.User {
	speak := map[string]names{"en": namesIn("en"), "fr": namesIn("fr")}
	people := make([]account.User, 0, n)
	for range n {
		language := pick(w.dice, account.Languages())
		people = append(people, w.passerBy(language, speak[language]))
	}
	return people
}

func (w *world) passerBy(language string, from names) account.User {
	m := member{
		first: pick(w.dice, from.first), last: pick(w.dice, from.last),
		language: language, job: pick(w.dice, from.jobs), twoFactor: w.factors(),
	}
	m.userType, m.permissions = w.typeOf()
	m.username = w.unused(plain(m.first + "." + m.last))
	if w.chance(40) {
		m.phone = "+1 514 555-01" + strconv.Itoa(10+w.IntN(90))
	}
	span := w.Now.Sub(w.founded()) - 40*day
	joined := w.founded().Add(30*day + time.Duration(w.Int64N(int64(span)))).Truncate(time.Second)
	u := m.user(w.id("usr"), "maplepress.example", joined)
	u.LastActiveAt = w.seen(joined)
	return u
}

func (w *world) typeOf() (account.UserType, []account.Permission) {
	switch roll := w.IntN(1000); {
	case roll < 8:
		return account.Administrator, nil
	case roll < 160:
		var held []account.Permission
		for _, p := range catalogue.Custom() {
			if w.chance(30) {
				held = append(held, p)
			}
		}
		return account.Custom, held
	}
	return account.RegularUser, nil
}

func (w *world) factors() []string {
	switch roll := w.IntN(100); {
	case roll < 62:
		return []string{"app"}
	case roll < 76:
		return []string{"email"}
	case roll < 80:
		return []string{"app", "email"}
	}
	return nil
}

// seen is when somebody was last active: most in the last days, some long ago,
// a few never.
func (w *world) seen(joined time.Time) time.Time {
	if w.chance(2) {
		return time.Time{}
	}
	ago := time.Duration(w.ExpFloat64() * float64(9*day))
	return later(w.Now.Add(-ago-time.Minute), joined.Add(hour)).Truncate(time.Second)
}

// unused makes a user name that nobody has yet.
func (w *world) unused(name string) string {
	for {
		w.taken[name]++
		n := w.taken[name]
		if n == 1 {
			return name
		}
		numbered := name + strconv.Itoa(n)
		if w.taken[numbered] == 0 {
			w.taken[numbered]++
			return numbered
		}
	}
}

// plain writes a name as it stands in an address: small letters, no accents.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
			return -1
		case r == ' ':
			return '.'
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))
}
