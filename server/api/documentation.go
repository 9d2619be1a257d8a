package api

import (
	"net/http"
)

// documentation is the place of the readable pages.
func (s *service) documentation() {
	s.mux.HandleFunc("GET /docs", func(w http.ResponseWriter, r *http.Request) { s.readable(w, r) })
}
