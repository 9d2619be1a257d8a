package api

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed readable.html
var readablePage string

// readable is the document as a page: made here, since a page that loads its
// reader from elsewhere shows nothing without a network and tells others who
// reads.
type readable struct {
	Title, Description string
	Groups             []readableGroup
	Schemas            []readableSchema
}

type readableGroup struct {
	Name       string
	Operations []readableOperation
}

type readableOperation struct {
	Method, Path, Summary, Description, Answer string
	Open, Token                                bool // without a sign-in; with an API token
	Fields                                     []readableField
}

type readableField struct{ Name, In, Type, Doc string }

type readableSchema struct {
	Name   string
	Fields []readableField
}

// documentation serves the document to programs and to people. It is written
// once, when first asked for: most processes are never asked.
func (s *service) documentation() {
	doc := s.huma.OpenAPI()
	s.document(documentJSON, "application/openapi+json", func() ([]byte, error) { return json.Marshal(doc) })
	s.document(documentYAML, "application/openapi+yaml", doc.YAML)
	s.document(documentPage, "text/html; charset=utf-8", func() ([]byte, error) {
		page, err := template.New("docs").Parse(readablePage)
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		err = page.Execute(&b, s.readable())
		return b.Bytes(), err
	})
}

func (s *service) document(pattern, kind string, write func() ([]byte, error)) {
	made := sync.OnceValues(write)
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		b, err := made()
		if err != nil {
			writeProblem(w, s.fail(r.Context(), err))
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write(b) // the other side may have gone
	})
}

func (s *service) readable() readable {
	doc := s.huma.OpenAPI()
	out := readable{Title: doc.Info.Title, Description: doc.Info.Description}
	for path, item := range doc.Paths {
		for method, o := range methodsOf(item) {
			out.put(readableOperationOf(method, path, o), o.Tags[0])
		}
	}
	for _, g := range out.Groups {
		slices.SortFunc(g.Operations, func(a, b readableOperation) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method))
		})
	}
	slices.SortFunc(out.Groups, func(a, b readableGroup) int { return cmp.Compare(placeOf(doc, a), placeOf(doc, b)) })
	for name, schema := range doc.Components.Schemas.Map() {
		out.Schemas = append(out.Schemas, readableSchema{Name: name, Fields: fieldsOf(schema, "body")})
	}
	slices.SortFunc(out.Schemas, func(a, b readableSchema) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func placeOf(doc *huma.OpenAPI, g readableGroup) int {
	return slices.IndexFunc(doc.Tags, func(t *huma.Tag) bool { return t.Name == g.Name })
}

func methodsOf(p *huma.PathItem) map[string]*huma.Operation {
	out := map[string]*huma.Operation{}
	for method, o := range map[string]*huma.Operation{
		http.MethodGet: p.Get, http.MethodPost: p.Post, http.MethodPut: p.Put, http.MethodPatch: p.Patch, http.MethodDelete: p.Delete,
	} {
		if o != nil {
			out[method] = o
		}
	}
	return out
}

func (r *readable) put(o readableOperation, group string) {
	i := slices.IndexFunc(r.Groups, func(g readableGroup) bool { return g.Name == group })
	if i < 0 {
		i = len(r.Groups)
		r.Groups = append(r.Groups, readableGroup{Name: group})
	}
	r.Groups[i].Operations = append(r.Groups[i].Operations, o)
}

func readableOperationOf(method, path string, o *huma.Operation) readableOperation {
	out := readableOperation{Method: method, Path: path, Summary: o.Summary, Description: o.Description}
	out.Open, out.Token = len(o.Security) == 0, len(o.Security) > 1
	for _, p := range o.Parameters {
		out.Fields = append(out.Fields, readableField{p.Name, p.In, typeOf(p.Schema, p.Required), p.Description})
	}
	if o.RequestBody != nil {
		for _, m := range o.RequestBody.Content {
			out.Fields = append(out.Fields, readableField{"", "body", typeOf(m.Schema, o.RequestBody.Required), ""})
		}
	}
	for status, answer := range o.Responses {
		if status != "default" {
			out.Answer = status
			for kind, m := range answer.Content {
				out.Answer += " " + kind + " " + typeOf(m.Schema, true)
			}
		}
	}
	return out
}

func fieldsOf(s *huma.Schema, in string) []readableField {
	var out []readableField
	for name, p := range s.Properties {
		out = append(out, readableField{name, in, typeOf(p, slices.Contains(s.Required, name)), p.Description})
	}
	slices.SortFunc(out, func(a, b readableField) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func typeOf(s *huma.Schema, required bool) string {
	if s == nil {
		return ""
	}
	text := strings.TrimPrefix(s.Ref, "#/components/schemas/")
	if text == "" {
		text = strings.TrimSpace(s.Type + " " + s.Format)
	}
	if s.Items != nil {
		text = "array of " + typeOf(s.Items, true)
	}
	for i, v := range s.Enum {
		if word, ok := v.(string); ok {
			text += []string{": ", ", "}[min(i, 1)] + word
		}
	}
	if !required {
		text += " (optional)"
	}
	return text
}
