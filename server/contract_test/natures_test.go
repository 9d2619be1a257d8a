package contract_test

import (
	"slices"
	"strings"
)

// nature is what kind of value a field takes, for choosing what is bad for it.
type nature int

const (
	words   nature = iota // one line about a person
	prose                 // several lines
	chosen                // one of a few words, or an identifier
	secret                // any characters at all
	truth                 // true or false
	several               // a list of words
	moment                // a date and time
	number                // a whole number of days
	proof                 // a method and its code
)

// natures says it for every field and query parameter of the contract.
func natures() map[string]nature {
	return map[string]nature{
		"first_name": words, "last_name": words, "phone": words, "job_title": words, "name": words, "device_name": words,
		"home_account": words,
		"message":      prose, "reason": prose,
		"email": chosen, "username": chosen, "login": chosen, "user_type": chosen, "language": chosen, "replaces": chosen,
		"password": secret, "current_password": secret, "new_password": secret,
		"end_other_sessions": truth, "return_link": truth,
		"permissions": several,
		"until":       moment,

		"own_password": secret, "device_token": secret, "code": secret,
		"address":      chosen,
		"trust_device": truth, "require_two_factor": truth,
		"expires_in_days": number,
		"second_factor":   proof,
	}
}

// natureOf is what a field takes in one operation: whoever lost a password may
// give any login, and learns nothing of it.
func natureOf(op, field string) (nature, bool) {
	if op == "POST /v1/password-resets" && field == "login" {
		return secret, true
	}
	n, known := natures()[field]
	return n, known
}

// badValues are JSON texts that no field of that nature takes.
func badValues(n nature) []string {
	out := []string{`{}`, `{"a":{"b":[]}}`, `[[1]]`, `-17`, `-1e99`, `1e999`, `18446744073709551616`}
	if n != moment {
		out = append(out, `null`)
	}
	characters := []string{`"a\u0000b"`, `"a\u001b[31mb"`, `"a\u202eb"`, `"a\u2066b"`, `"a\u200fb"`, `"a\ufeffb"`, `"a\ud800b"`, "\"a\xffb\"", "\"a\xed\xa0\x80b\"", `"a` + strings.Repeat("x", 100_000) + `"`}
	injected := []string{`"a@b.example\r\nBcc: eve@evil.example"`, `"a@b.example\nSubject: x"`, `"a\r\n\r\n<html>"`, `"a\u2028b"`}
	switch n {
	case words:
		return slices.Concat(out, []string{`true`, `["a"]`}, characters, injected)
	case prose:
		return slices.Concat(out, []string{`true`, `["a"]`}, characters)
	case chosen:
		return slices.Concat(out, []string{`true`, `["a"]`, `"💣 💣"`, `"x"`, `"a b"`, `"../../x"`, `"%00"`, `"'; DROP TABLE people; --"`, `"<script>alert(1)</script>"`}, characters, injected)
	case secret:
		return slices.Concat(out, []string{`true`, `["a"]`, "\"walnut\xff-harbour-sixteen\""})
	case number:
		return slices.Concat(out, []string{`true`, `"90"`, `[90]`, `0`, `-1`, `366`, `1.5`, `9223372036854775807`})
	case proof:
		return slices.Concat(out, []string{
			`true`, `"123456"`, `["app","123456"]`, `{"method":"app"}`, `{"code":"123456"}`, `{"method":"sms","code":"123456"}`, `{"method":"app","code":123456}`,
			`{"method":["app"],"code":"123456"}`, `{"method":"app","code":null}`, `{"method":"app","code":"123456","rockets":true}`, "{\"method\":\"app\",\"code\":\"12\xff\"}",
			`{"method":"app","code":"` + strings.Repeat("1", 100_000) + `"}`,
		})
	case truth:
		return slices.Concat(out, []string{`"true"`, `"x"`, `["a"]`, `0`})
	case several:
		return slices.Concat(out, []string{`true`, `"contacts.view"`, `[17]`, `[null]`, `["nothing.known"]`, `["contacts.view\u0000"]`, `{"0":"contacts.view"}`})
	case moment:
		return slices.Concat(out, []string{`true`, `"tomorrow"`, `"2026-13-45T00:00:00Z"`, `"2030-01-01"`, `"2030-01-01T00:00:00"`, `"1970-01-01T00:00:00Z"`, `"99999-01-01T00:00:00Z"`})
	}
	return out
}

// badBodies are no JSON object of any operation.
func badBodies() map[string]raw {
	return map[string]raw{
		"an open brace":    `{`,
		"a closing brace":  `}`,
		"half a word":      `nul`,
		"nothing":          `null`,
		"a list":           `[]`,
		"a text":           `"x"`,
		"a number":         `1`,
		"a comma too many": `{"x":1,}`,
		"single quotes":    `{'x':1}`,
		"two documents":    `{}{}`,
		"a comment":        `{} // x`,
		"deep nesting":     raw(`{"x":` + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + `}`),
		"NUL":              "\x00\x00\x00",
		"UTF-16":           "\xff\xfe{\x00}\x00",
		"not UTF-8":        "{\"\xff\":1}",
		"ten megabytes":    raw(`{"x":"` + strings.Repeat("x", 10<<20) + `"}`),
		"a field unknown":  `{"rockets":true}`,
	}
}
