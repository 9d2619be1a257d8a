package api

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// published reads the document that a service publishes.
func published(t *testing.T) (doc struct {
	Paths map[string]map[string]struct {
		OperationID string                `json:"operationId"`
		Summary     string                `json:"summary"`
		Tags        []string              `json:"tags"`
		Security    []map[string][]string `json:"security"`
		Parameters  []struct{ Name, In string }
	} `json:"paths"`
	Components struct {
		Schemas map[string]struct {
			AdditionalProperties any `json:"additionalProperties"`
			Properties           map[string]struct {
				Type any `json:"type"`
			} `json:"properties"`
		} `json:"schemas"`
		SecuritySchemes map[string]any `json:"securitySchemes"`
	} `json:"components"`
},
) {
	t.Helper()
	h := New(Deps{Store: fullDisk{}, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	w := answer(h, httptest.NewRequest(http.MethodGet, "/openapi.json", nil))
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestEveryOperationIsDescribed(t *testing.T) {
	ids := map[string]bool{}
	for path, methods := range published(t).Paths {
		for method, o := range methods {
			if o.OperationID == "" || ids[o.OperationID] || o.Summary == "" || len(o.Tags) != 1 {
				t.Errorf("%s %s is described as %q, %q in %v", method, path, o.OperationID, o.Summary, o.Tags)
			}
			ids[o.OperationID] = true
		}
	}
}

// TestTheDocumentSaysWhatAnAPITokenReaches: never what belongs to a person, nor
// passwords, second factors and tokens (account API, Conventions).
func TestTheDocumentSaysWhatAnAPITokenReaches(t *testing.T) {
	open := map[string]bool{"get " + noticesPath: true, "post /v1/sessions": true, "post /v1/sessions/email-code": true, "post /v1/password-resets": true}
	beside := map[string]bool{"post " + reportsPath: true}
	for path, methods := range published(t).Paths {
		personal := strings.HasPrefix(path, "/v1/me") || strings.HasPrefix(path, "/v1/sessions") ||
			strings.Contains(path, "password") || strings.Contains(path, "two-factor") || strings.Contains(path, "api-tokens")
		for method, o := range methods {
			want := 2
			switch {
			case open[method+" "+path]:
				want = 0
			case personal, beside[method+" "+path]:
				want = 1
			}
			if len(o.Security) != want {
				t.Errorf("%s %s is open to %v, want %d ways", method, path, o.Security, want)
			}
		}
	}
	if got := len(published(t).Components.SecuritySchemes); got != 3 {
		t.Errorf("%d ways to say who one is, want 3", got)
	}
}

// TestEveryChangeTakesAKey but signing in, and delivery reports, which may be
// sent again as they are.
func TestEveryChangeTakesAKey(t *testing.T) {
	for path, methods := range published(t).Paths {
		for method, o := range methods {
			takes := false
			for _, p := range o.Parameters {
				takes = takes || p.Name == "Idempotency-Key"
			}
			if want := method != "get" && !strings.HasPrefix(path, "/v1/sessions") && path != reportsPath; takes != want {
				t.Errorf("%s %s takes a key: %v, want %v", method, path, takes, want)
			}
		}
	}
}

// TestWhatIsSentIsStrict: a mistyped field is refused, at every depth.
func TestWhatIsSentIsStrict(t *testing.T) {
	for name, s := range published(t).Components.Schemas {
		if strings.HasSuffix(name, "InputBody") && s.AdditionalProperties != false {
			t.Errorf("%s takes unknown fields", name)
		}
		for field, p := range s.Properties {
			if types, ok := p.Type.([]any); ok && len(types) > 1 && types[0] == "array" {
				t.Errorf("%s.%s may be null, says the document", name, field)
			}
		}
	}
}
