package contract_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// document is what the tests read of the service's OpenAPI document.
type document struct {
	OpenAPI    string                          `json:"openapi"`
	Paths      map[string]map[string]operation `json:"paths"`
	Components struct {
		Schemas map[string]schema `json:"schemas"`
	} `json:"components"`
}

type operation struct {
	Parameters  []parameter         `json:"parameters"`
	RequestBody *requestBody        `json:"requestBody"`
	Responses   map[string]struct{} `json:"responses"`
}

type parameter struct {
	Name   string `json:"name"`
	In     string `json:"in"`
	Schema schema `json:"schema"`
}

type requestBody struct {
	Content map[string]struct {
		Schema schema `json:"schema"`
	} `json:"content"`
}

type schema struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Properties map[string]schema `json:"properties"`
}

// openAPI reads the document that the service publishes.
func (s *service) openAPI(t testing.TB) document {
	t.Helper()
	d := read[document](t, s.nobody().get(t, "/openapi.json").want(t, 200))
	if !strings.HasPrefix(d.OpenAPI, "3.1") {
		t.Fatalf("OpenAPI %q, want 3.1", d.OpenAPI)
	}
	return d
}

// operations lists what the document describes as "PATCH /v1/me", sorted.
func (d document) operations() []string {
	var out []string
	for path, methods := range d.Paths {
		for method := range methods {
			out = append(out, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(out)
	return out
}

// operation finds one by its name in operations.
func (d document) operation(name string) operation {
	method, path, _ := strings.Cut(name, " ")
	return d.Paths[path][strings.ToLower(method)]
}

// bodyFields gives the fields of an operation's JSON body, sorted.
func (d document) bodyFields(o operation) []string {
	if o.RequestBody == nil {
		return nil
	}
	s := o.RequestBody.Content["application/json"].Schema
	if name, is := strings.CutPrefix(s.Ref, "#/components/schemas/"); is {
		s = d.Components.Schemas[name]
	}
	fields := slices.Sorted(maps.Keys(s.Properties))
	return slices.DeleteFunc(fields, func(f string) bool { return strings.HasPrefix(f, "$") })
}

// queryParameters gives the names of an operation's query parameters.
func (o operation) queryParameters() []string {
	var out []string
	for _, p := range o.Parameters {
		if p.In == "query" {
			out = append(out, p.Name)
		}
	}
	return out
}

func TestTheContractIsPublishedInAllItsForms(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for path, kind := range map[string]string{
		"/openapi.json": "application/", "/openapi.yaml": "application/", "/docs": "text/html", "/healthz": "", "/readyz": "",
	} {
		a := w.nobody().get(t, path).want(t, 200)
		if !strings.HasPrefix(a.header.Get("Content-Type"), kind) {
			t.Errorf("%s has content type %q", path, a.header.Get("Content-Type"))
		}
	}
}
