package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"rollcall/account"
)

// etag is the entity tag of a version (RFC 9110, 8.8.3). As the account API has
// it, the tag is the version and nothing else: what changes without it, such as
// a delivery or the counts of an account, is told by the feed of changes.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// anyVersion in a list of versions stands for *.
const anyVersion = 0

// parseMatch reads If-Match or If-None-Match as versions. A tag that is no
// version of ours matches nothing.
func parseMatch(header string, weak bool) ([]int64, error) {
	tags, err := parseTags(header, weak)
	if err != nil {
		return nil, err
	}
	versions := []int64{}
	for _, tag := range tags {
		if tag == anyTag {
			return []int64{anyVersion}, nil
		}
		if v := versionOf(strings.Trim(tag, `"`)); v > 0 {
			versions = append(versions, v)
		}
	}
	return versions, nil
}

// anyTag stands for every tag there is.
const anyTag = "*"

// parseTags reads * or a list of entity tags, quotes included. What is no such
// list is malformed. Weak tags count only where weak says so (RFC 9110, 13.1).
func parseTags(header string, weak bool) (tags []string, err error) {
	malformed := account.Faultf(account.MalformedRequest, "the condition is not a list of entity tags")
	rest := strings.TrimSpace(header)
	if rest == anyTag {
		return []string{anyTag}, nil
	}
	for {
		tag, isWeak := strings.CutPrefix(rest, "W/")
		if !strings.HasPrefix(tag, `"`) {
			return nil, malformed
		}
		text, after, closed := strings.Cut(tag[1:], `"`)
		if !closed || strings.ContainsFunc(text, notInTag) {
			return nil, malformed
		}
		if weak || !isWeak {
			tags = append(tags, `"`+text+`"`)
		}
		rest = strings.TrimSpace(after)
		if rest == "" {
			return tags, nil
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

// Conditional is what every GET of one item takes.
type Conditional struct {
	IfNoneMatch string `header:"If-None-Match" doc:"304 when the version is the same"`
}

// tagged is the entity tag of an answer, unless the caller has that version.
func (in Conditional) tagged(version int64) (string, error) {
	tag := etag(version)
	return tag, in.unlessSeen(tag)
}

// unlessSeen is notModified when the caller has what the tag stands for. A
// condition that cannot be understood is no condition.
func (in Conditional) unlessSeen(tag string) error {
	if in.IfNoneMatch == "" {
		return nil
	}
	seen, _ := parseTags(in.IfNoneMatch, true)
	if slices.Contains(seen, tag) || slices.Contains(seen, anyTag) {
		return notModified{tag}
	}
	return nil
}
