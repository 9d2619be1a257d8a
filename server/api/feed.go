package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"rollcall/account"
)

type changesInput struct {
	InAccount
	Since string `query:"since" required:"true" maxLength:"20" doc:"A sequence number, or now for where to start"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

type changesOutput struct {
	Body account.Changes
}

type activityInput struct {
	InAccount
	Paging
	Actor  string    `query:"actor" maxLength:"254" doc:"Identifier of who acted"`
	Target string    `query:"target" maxLength:"254" doc:"Identifier of whom or what it was about"`
	Action string    `query:"action" maxLength:"100"`
	From   time.Time `query:"from" doc:"From this moment on"`
	To     time.Time `query:"to" doc:"Before this moment"`
}

type activityOutput struct {
	Body account.Page[account.Activity]
}

func (s *service) feed() {
	const tag = tagHappened
	add(s, op(http.MethodGet, accountPath+"/changes", "list-changes", "What changed since", tag),
		rule{who: administrators, action: account.ActionListRead, kind: account.KindAccount}, s.changes)

	events := op(http.MethodGet, accountPath+"/events", "events", "The stream of events", tag)
	events.Description = "Server-sent events: changed {seq} to administrators, access_changed {user_type, permissions} and " +
		"session_ended {reason} to the person concerned, notices_changed {} when something else is announced, " +
		"maintenance {until} before it ends because of that, and a comment every 15 seconds."
	add(s, events, rule{who: members}, s.events)
	stream := s.huma.OpenAPI().Paths[events.Path].Get.Responses["200"]
	stream.Content = map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}}
}

func (s *service) log() {
	add(s, op(http.MethodGet, accountPath+"/activity", "list-activity", "The activity log, newest first", tagHappened),
		rule{who: administrators, action: account.ActionListRead, kind: account.KindAccount}, s.activity)
}

func (s *service) changes(c *call, in *changesInput) (*changesOutput, error) {
	since, err := readSince(in.Since)
	if err != nil {
		return nil, err
	}
	p, err := s.Store.Changes(c, in.AccountID, since, in.Limit, s.now())
	return &changesOutput{Body: p}, err
}

func readSince(text string) (int64, error) {
	if text == "now" {
		return account.SinceNow, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, invalid("query.since", "is neither a sequence number nor now")
	}
	return n, nil
}

func (s *service) activity(c *call, in *activityInput) (*activityOutput, error) {
	q := account.ActivityQuery{Cursor: in.Cursor, Limit: in.Limit, From: in.From.UTC(), To: in.To.UTC()}
	for _, f := range []struct {
		name string
		sent string
		into *string
	}{{"actor", in.Actor, &q.Actor}, {"target", in.Target, &q.Target}, {"action", in.Action, &q.Action}} {
		var err error
		if *f.into, err = printable("query."+f.name, f.sent); err != nil {
			return nil, err
		}
	}
	p, err := s.Store.Activity(c, in.AccountID, q)
	return &activityOutput{Body: p}, err
}
