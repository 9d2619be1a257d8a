package web

import (
	"context"
	"crypto/sha256"
	"net/http"
	"testing"
	"time"

	"rollcall/account"
)

// TestMaintenanceSaysWhenAndUsesNoLinkUp, in both languages.
func TestMaintenanceSaysWhenAndUsesNoLinkUp(t *testing.T) {
	h := newHouse(t)
	i, page := h.invite(t, account.NewInvitation{Email: "noor.haddad@maplepress.example"})
	h.closedFor = 89*time.Minute + 30*time.Second

	a := h.get(t, page)
	a.expect(t, http.StatusServiceUnavailable, "The service is closed for maintenance", "about 1\u00a0h\u00a030\u00a0min", "Saturday 21 November 2026, 15:34 UTC", "has not been used up")
	a.keptToItself(t, "maintenance")
	if got := a.header.Get("Retry-After"); got != "5370" {
		t.Errorf("Retry-After %q", got)
	}
	h.get(t, page, "Accept-Language", "fr").expect(t, http.StatusServiceUnavailable,
		"Le service est fermé pour entretien", "environ 1\u00a0h\u00a030\u00a0min", "samedi 21 novembre 2026 à 15\u00a0h\u00a034 UTC", "n’a pas été consommé")
	h.get(t, page+"?lang=fr").expect(t, http.StatusServiceUnavailable, "Le service est fermé pour entretien")
	h.post(t, page, filled()).expect(t, http.StatusServiceUnavailable, "has not been used up")
	h.get(t, h.url+"/password-reset/whatever").expect(t, http.StatusServiceUnavailable)
	link := sha256.Sum256([]byte(i.Token))
	if _, err := h.InvitationByToken(context.Background(), link[:], h.now); err != nil {
		t.Errorf("the link: %v", err)
	}
	h.closedFor = 0
	h.post(t, page, filled()).expect(t, http.StatusOK)
}

func TestALongMaintenanceIsToldInDays(t *testing.T) {
	h := newHouse(t)
	h.closedFor = 50*time.Hour + time.Second
	a := h.get(t, h.url+"/invitation/whatever", "Accept-Language", "fr")
	a.expect(t, http.StatusServiceUnavailable, "2\u00a0j\u00a02\u00a0h")
	if got := a.header.Get("Retry-After"); got != "86400" {
		t.Errorf("Retry-After %q", got)
	}
	h.closedFor = time.Second
	h.get(t, h.url+"/invitation/whatever").expect(t, http.StatusServiceUnavailable, "about 1\u00a0min")
}
