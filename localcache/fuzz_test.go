package localcache

import (
	"encoding/json"
	"testing"
	"time"

	"rollcall/account"
)

func FuzzFeed(f *testing.F) {
	for _, s := range []string{
		`{"changes":[{"seq":2,"kind":"user","op":"upsert","id":"u1","item":{"id":"u1","version":1}}],"next":2,"more":false}`,
		`{"changes":[{"seq":2,"kind":"invitation","op":"delete","id":"i1"},{"seq":3,"kind":"robot","op":"upsert","id":"r"}],"next":3,"more":true}`,
		`{"changes":[{"seq":2,"kind":"external_user","op":"upsert","id":"x","item":null}],"next":2}`,
	} {
		f.Add([]byte(s), int64(1))
	}
	f.Fuzz(func(t *testing.T, body []byte, since int64) {
		var page account.Changes
		if json.Unmarshal(body, &page) != nil {
			return
		}
		entries, err := decodeChanges(page, since)
		if err != nil {
			return
		}
		rows := newMirror()
		rows.applyAll(feedPage{entries: entries, next: page.Next, began: 1}, time.Unix(0, 0))
		for _, e := range entries {
			if e.id == "" || (!e.gone && e.user == nil && e.invitation == nil && e.external == nil) {
				t.Errorf("an entry that says nothing: %+v", e)
			}
		}
	})
}
