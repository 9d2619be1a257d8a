package account

import (
	"encoding/json"
	"time"
)

// Kind is what a change or a list is about.
type Kind string

// The kinds that the feed of changes speaks of. Clients ignore others.
const (
	KindUser         Kind = "user"
	KindInvitation   Kind = "invitation"
	KindExternalUser Kind = "external_user"
)

// Op is what happened to an item.
type Op string

// The operations of the feed.
const (
	Upsert Op = "upsert"
	Delete Op = "delete"
)

// Change is one entry of an account's feed. Seq grows by one per entry, per
// account, and entries become visible in order.
type Change struct {
	Seq  int64  `json:"seq"`
	Kind Kind   `json:"kind"`
	Op   Op     `json:"op"`
	ID   string `json:"id"`
	// Item is the item as it is now; absent for a delete.
	Item json.RawMessage `json:"item,omitempty"`
}

// Changes is a page of the feed. Next is the sequence number to ask from next.
type Changes struct {
	Changes []Change `json:"changes"`
	Next    int64    `json:"next"`
	More    bool     `json:"more"`
}

// SinceNow asks the feed where to start.
const SinceNow int64 = -1

// EventKind is what the stream of events says.
type EventKind string

// The events of the stream. EventOpened is ours: the stream is connected.
const (
	EventOpened        EventKind = "opened"
	EventChanged       EventKind = "changed"
	EventAccessChanged EventKind = "access_changed"
	EventSessionEnded  EventKind = "session_ended"
	// EventNotices: something else is announced (R17).
	EventNotices EventKind = "notices_changed"
	// EventMaintenance: maintenance has begun; the stream ends.
	EventMaintenance EventKind = "maintenance"
)

// Event is one message of the stream.
type Event struct {
	Kind EventKind `json:"-"`
	// Seq accompanies EventChanged.
	Seq int64 `json:"seq,omitempty"`
	// UserType and Permissions accompany EventAccessChanged.
	UserType    UserType     `json:"user_type,omitempty"`
	Permissions []Permission `json:"permissions,omitempty"`
	// Reason accompanies EventSessionEnded.
	Reason string `json:"reason,omitempty"`
	// Until accompanies EventMaintenance.
	Until time.Time `json:"until,omitzero"`
}

// Activity is one entry of the activity log (R18).
type Activity struct {
	ID      string          `json:"id"`
	At      time.Time       `json:"at"`
	Actor   ActivityActor   `json:"actor"`
	Action  string          `json:"action"`
	Target  *ActivityTarget `json:"target,omitempty"`
	Details json.RawMessage `json:"details"`
	Device  string          `json:"device"`
	Address string          `json:"address"`
	// Outcome is "done" or "refused".
	Outcome string `json:"outcome"`
}

// ActivityActor is who acted: kind is "user", "external_user", "operator",
// "invited" or "nobody".
type ActivityActor struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"`
}

// ActivityTarget is whom or what the act was about.
type ActivityTarget struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ActivityQuery filters the activity log; zero values do not filter.
type ActivityQuery struct {
	Cursor, Actor, Target, Action string
	From, To                      time.Time
	Limit                         int
}
