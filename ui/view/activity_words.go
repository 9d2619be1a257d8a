package view

import (
	"encoding/json"
	"slices"
	"strings"

	"rollcall/account"
	"rollcall/ui/words"
)

// told is an entry of the activity log in words (R18).
type told struct {
	// Sentence says who did what, or tried to.
	Sentence string
	// Why says why it was refused, when that is known.
	Why     string
	Refused bool
}

// entryDetails is what an entry adds, as far as sentences speak of it. Fields
// of other shapes are left out: details are added over time.
type entryDetails struct {
	Changed []string
	// LinkShown tells that the link of an invitation was shown to who sent it.
	LinkShown bool
	Type      *fromTo
	Name      *fromTo
	// TwoFactor is "required" or "optional" when the account changed that.
	TwoFactor string
	Method    string
	Code      string
	// TakenBack tells that a new address was given up.
	TakenBack bool
	// External tells an invitation that was accepted with a login elsewhere.
	External bool
}

// fromTo is a value before and after.
type fromTo struct {
	From string `json:"from"`
	To   string `json:"to"`
}

func detailsOf(a account.Activity) entryDetails {
	var raw map[string]json.RawMessage
	if json.Unmarshal(a.Details, &raw) != nil {
		return entryDetails{}
	}
	return entryDetails{
		LinkShown: readAs[bool](raw["link_shown"]),
		Changed:   readAs[[]string](raw["changed"]), Type: readAs[*fromTo](raw["user_type"]), Name: readAs[*fromTo](raw["name"]),
		Method: readAs[string](raw["method"]), Code: readAs[string](raw["code"]), TwoFactor: requirement(raw["require_two_factor"]),
		TakenBack: readAs[bool](raw["taken_back"]), External: readAs[bool](raw["external"]),
	}
}

// readAs reads a field, or gives the zero value when it is of another shape.
func readAs[T any](data json.RawMessage) T {
	var value, none T
	if len(data) == 0 || json.Unmarshal(data, &value) != nil {
		return none
	}
	return value
}

// requirement tells whether two-factor authentication became required, as
// {"from":false,"to":true} or true.
func requirement(data json.RawMessage) string {
	on := readAs[*struct {
		To *bool `json:"to"`
	}](data)
	value := readAs[*bool](data)
	if on != nil {
		value = on.To
	}
	switch {
	case value == nil:
		return ""
	case *value:
		return "required"
	}
	return "optional"
}

// tell puts an entry of the activity log into words. Actions are added over
// time: an unknown one is told as a change.
func tell(a account.Activity, w *words.Words) told {
	d := detailsOf(a)
	args := words.Args{"Actor": actorName(a.Actor, w), "Target": targetName(a, w)}
	d.addTo(args, w)
	out := told{Refused: a.Outcome == account.OutcomeRefused}
	if !out.Refused {
		out.Sentence = firstWorded(w, args, "activity."+a.Action+variant(a, d), "activity."+a.Action, "activity.other")
		return out
	}
	name := "activity." + a.Action
	out.Sentence = firstWorded(w, args, name+refusedVariant(a)+".refused", name+".refused", "activity.other.refused")
	out.Why = why(d.Code, w)
	return out
}

// firstWorded gives the sentence of the first key that has one.
func firstWorded(w *words.Words, args words.Args, keys ...string) string {
	for _, key := range keys {
		if s := w.T(key, args); s != key {
			return s
		}
	}
	return keys[len(keys)-1]
}

// variant names the sentence that says most about an entry.
func variant(a account.Activity, d entryDetails) string {
	switch {
	case d.TakenBack && bySelf(a):
		return ".own_taken_back"
	case d.TakenBack:
		return ".taken_back"
	case bySelf(a):
		if v := selfVariant(a.Action); v != "" {
			return v
		}
	}
	switch {
	case d.External:
		return ".external"
	case d.TwoFactor != "":
		return "." + d.TwoFactor
	case a.Action == account.ActionAccountModified && d.Name != nil:
		return ".name"
	case d.Type != nil && !onlyCreated(a.Action):
		return ".type"
	case slices.Equal(d.Changed, []string{"permissions"}):
		return ".permissions"
	case len(d.Changed) > 0:
		return ".fields"
	case d.Method != "":
		return ".method"
	case d.LinkShown:
		return ".link"
	}
	return ""
}

// refusedVariant is variant for what was refused.
func refusedVariant(a account.Activity) string {
	switch {
	case a.Action == account.ActionPasswordChanged && bySelf(a):
		return ".self"
	case a.Action == account.ActionSessionRefused && a.Target != nil && a.Target.Name != "":
		return ".target"
	}
	return ""
}

// selfVariant is for acts that read otherwise when done to oneself.
func selfVariant(action string) string {
	switch action {
	case account.ActionSessionEnded, account.ActionPasswordChanged, account.ActionPasswordLinkSent, account.ActionEmailChangeAsked:
		return ".self"
	}
	return ""
}

// bySelf tells whether somebody did it to themselves, or nobody else is named.
// A link for a lost password is asked for by nobody who is signed in (R15).
func bySelf(a account.Activity) bool {
	if a.Target == nil || a.Actor.ID == a.Target.ID {
		return true
	}
	return a.Action == account.ActionPasswordLinkSent && a.Actor.Kind == account.ActorNobody
}

// onlyCreated tells an act whose details name a type that is not a change.
func onlyCreated(action string) bool {
	return action != account.ActionUserModified && action != account.ActionExternalModified
}

func (d entryDetails) addTo(args words.Args, w *words.Words) {
	args["Fields"] = w.List(fieldNames(d.Changed, w))
	args["Method"] = methodName(d.Method, w)
	args["From"], args["To"] = "", ""
	switch {
	case d.Type != nil:
		args["From"], args["To"] = typeInSentence(d.Type.From, w), typeInSentence(d.Type.To, w)
	case d.Name != nil:
		args["From"], args["To"] = d.Name.From, d.Name.To
	}
}

func typeInSentence(t string, w *words.Words) string {
	if !account.UserType(t).Valid() {
		return t
	}
	return strings.ToLower(w.UserType(account.UserType(t)))
}

func fieldNames(changed []string, w *words.Words) []string {
	var out []string
	for _, f := range changed {
		name := firstWorded(w, nil, "activity.field."+f, "activity.field.other")
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func methodName(m string, w *words.Words) string {
	switch account.Method(m) {
	case account.MethodApp:
		return w.T("two_factor.app")
	case account.MethodEmail:
		return w.T("two_factor.email")
	}
	return m
}

// why says in a few words why something was refused; empty when the code has
// none.
func why(code string, w *words.Words) string {
	key := "activity.why." + code
	if s := w.T(key); s != key {
		return s
	}
	return ""
}

// actorName names who acted; the operator, who has no name of their own, in the
// reader's language.
func actorName(a account.ActivityActor, w *words.Words) string {
	switch {
	case a.Kind == account.ActorOperator:
		return w.T("actor.operator")
	case a.Name != "":
		return a.Name
	}
	return w.T("actor.nobody")
}

// targetName names whom or what it was about. What has lost its name, as
// somebody deleted long ago, is still somebody.
func targetName(a account.Activity, w *words.Words) string {
	switch {
	case a.Target == nil:
		return actorName(a.Actor, w)
	case a.Target.Name != "":
		return a.Target.Name
	}
	return w.T("actor.somebody")
}

// actionName names an action without a person, as filters and tables do.
func actionName(action string, w *words.Words) string {
	return firstWorded(w, nil, "activity.label."+action, "activity.label.other")
}

// actionGroup is a heading of the choice of actions.
type actionGroup struct {
	key     string
	actions []string
}

// actionGroups sorts every action under what it is about.
func actionGroups() []actionGroup {
	return []actionGroup{
		{"users", []string{account.ActionUserModified, account.ActionUserDeleted, account.ActionProfileModified}},
		{"invitations", []string{
			account.ActionInvitationSent, account.ActionInvitationResent, account.ActionInvitationCorrected,
			account.ActionInvitationCancelled, account.ActionInvitationRestored, account.ActionInvitationCompleted,
		}},
		{"external", []string{
			account.ActionAccessRequested, account.ActionAccessDeclined, account.ActionExternalGranted, account.ActionExternalModified, account.ActionExternalRemoved,
			account.ActionExternalRestored, account.ActionExternalEnded,
		}},
		{"sign_in", []string{
			account.ActionSessionStarted, account.ActionSessionRefused, account.ActionSessionEnded,
			account.ActionDeviceTrusted, account.ActionDeviceDistrusted,
		}},
		{"passwords", []string{
			account.ActionPasswordChanged, account.ActionPasswordLinkSent, account.ActionPasswordReset,
			account.ActionEmailChangeAsked, account.ActionEmailChanged,
		}},
		{"two_factor", []string{
			account.ActionTwoFactorAdded, account.ActionTwoFactorRemoved, account.ActionTwoFactorReset, account.ActionRecoveryCodes,
		}},
		{"api_tokens", []string{account.ActionAPITokenCreated, account.ActionAPITokenRevoked}},
		{"account", []string{account.ActionAccountCreated, account.ActionAccountModified, account.ActionListRead}},
	}
}
