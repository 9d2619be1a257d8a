package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"rollcall/account"
)

// maxDepth is far deeper than any body of the API.
const maxDepth = 32

// Faults of a body that only strict readers notice.
var (
	errTwice = errors.New("a name stands twice in one object")
	errDeep  = errors.New("the body is nested too deeply")
)

// checkJSON takes JSON that can be understood in one way only (RFC 7493): in
// UTF-8, with no name twice in an object, and nothing after its end. Names that
// differ in case alone are the same name: the validator would look at one of
// them and the decoder take the other.
func checkJSON(b []byte) error {
	if !utf8.Valid(b) || !json.Valid(b) {
		return account.Faultf(account.MalformedRequest, "the body is not JSON in UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := checkValue(dec, 0); err != nil {
		return account.Faultf(account.MalformedRequest, err.Error())
	}
	return nil
}

func checkValue(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	if depth == maxDepth {
		return errDeep
	}
	seen := map[string]struct{}{}
	for dec.More() {
		if open == '{' {
			if err := checkName(dec, seen); err != nil {
				return err
			}
		}
		if err := checkValue(dec, depth+1); err != nil {
			return err
		}
	}
	_, err = dec.Token() // the closing one
	return err
}

func checkName(dec *json.Decoder, seen map[string]struct{}) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	name, _ := token.(string)
	name = account.Fold(name)
	if _, twice := seen[name]; twice {
		return errTwice
	}
	seen[name] = struct{}{}
	return nil
}

// nullsOf lists the fields of a body that are null. The framework takes null
// for absent; to a caller it may have meant "remove".
func nullsOf(b []byte) []string {
	fields := map[string]json.RawMessage{}
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&fields); err != nil && !errors.Is(err, io.EOF) {
		return nil // no object: the schema says so
	}
	var out []string
	for name, value := range fields {
		if string(value) == "null" {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// refuseNulls refuses null where it means nothing.
func (c *call) refuseNulls() error {
	var f faults
	for _, name := range c.nulls {
		if name != c.rule.nullable {
			f = append(f, account.FieldFault{Location: "body." + name, Message: "cannot be null"})
		}
	}
	return f.err()
}
