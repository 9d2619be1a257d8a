package api

import "net/http"

func (s *service) readable(w http.ResponseWriter, _ *http.Request) {
	plain(w, http.StatusOK, "see /openapi.json\n")
}
