package api

import (
	"context"
	"net/http"
	"time"
)

// readyWithin is how long the store may take to answer.
const readyWithin = 2 * time.Second

// health answers those who watch over the service; no sign-in needed.
func (s *service) health() {
	s.mux.HandleFunc(healthPath, func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") })
	s.mux.HandleFunc(readyPath, func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
		defer cancel()
		if err := s.Store.Ready(ctx); err != nil {
			s.Log.ErrorContext(ctx, "the store is not ready", "error", err)
			plain(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
		plain(w, http.StatusOK, "ready\n")
	})
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // the other side may have gone
}
