package api

import (
	"net/http"
	"strconv"
	"strings"

	"rollcall/account"
)

// etag is the entity tag of a version (RFC 9110, 8.8.3).
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// anyVersion in a list of versions stands for *.
const anyVersion = 0

// parseMatch reads If-Match or If-None-Match: * or a list of entity tags. A tag
// that is no version of ours matches nothing; a header that is no list of tags
// is malformed. Weak tags count only where weak says so (RFC 9110, 13.1).
func parseMatch(header string, weak bool) ([]int64, error) {
	malformed := account.Faultf(account.MalformedRequest, "the condition is not a list of entity tags")
	rest := strings.TrimSpace(header)
	if rest == "*" {
		return []int64{anyVersion}, nil
	}
	versions := []int64{}
	for {
		tag, isWeak := strings.CutPrefix(rest, "W/")
		if !strings.HasPrefix(tag, `"`) {
			return nil, malformed
		}
		text, after, closed := strings.Cut(tag[1:], `"`)
		if !closed || strings.ContainsFunc(text, notInTag) {
			return nil, malformed
		}
		if v := versionOf(text); v > 0 && (weak || !isWeak) {
			versions = append(versions, v)
		}
		rest = strings.TrimSpace(after)
		if rest == "" {
			return versions, nil
		}
		var more bool
		if rest, more = strings.CutPrefix(rest, ","); !more {
			return nil, malformed
		}
		rest = strings.TrimSpace(rest)
	}
}

func notInTag(r rune) bool { return r <= ' ' || r == 0x7f }

// versionOf gives the version that a tag of ours stands for, 0 for another tag.
func versionOf(tag string) int64 {
	v, err := strconv.ParseInt(tag, 10, 64)
	if err != nil || v < 1 || strconv.FormatInt(v, 10) != tag {
		return 0
	}
	return v
}

// notModified is the answer to a GET whose caller has that version already.
type notModified struct{ tag string }

func (notModified) Error() string  { return "not modified" }
func (notModified) GetStatus() int { return http.StatusNotModified }
func (n notModified) GetHeaders() http.Header {
	return http.Header{"ETag": {n.tag}}
}
