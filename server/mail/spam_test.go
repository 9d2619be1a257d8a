package mail

import (
	"bytes"
	"context"
	"fmt"
	netmail "net/mail"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"rollcall/account"
	"rollcall/server/store"
)

// everyMessage are all kinds, with an invitation that says all it can.
func everyMessage() []kindOfMail {
	custom := queued(func(q *store.QueuedMail) {
		q.Payload.UserType, q.Payload.Permissions = account.Custom, []account.Permission{"contacts.view", "mailings.manage"}
		q.Payload.Message = "See you on Monday.\nBring cake."
	})
	return append(messages(), kindOfMail{name: "invitation", q: queued(nil)}, kindOfMail{name: "invitation-custom", q: custom})
}

// identified gives each message of each language an identifier of its own.
func identified(m kindOfMail, language string) store.QueuedMail {
	q := in(language, m.q)
	q.MessageID = strings.ReplaceAll(m.name, "_", "-") + "." + language + "@accounts.maplepress.example"
	return q
}

// received is what a mail server that takes a message adds above it.
func received(raw []byte, by string) []byte {
	head := "Return-Path: <no-reply@accounts.maplepress.example>\r\n" +
		"Received: from accounts.maplepress.example (accounts.maplepress.example [52.1.20.25])\r\n" +
		"\tby " + by + " (Postfix) with ESMTPS id 4Z1kTq3Wb9z2x\r\n" +
		"\tfor <noor.haddad@maplepress.example>; Sat, 21 Nov 2026 14:05:02 +0000 (UTC)\r\n"
	return append([]byte(head), raw...)
}

const (
	// mostSpam is the score that no message reaches; filters begin to act at 5.
	mostSpam = 2.0
	// filterWithin is how long the filter may take for all messages.
	filterWithin = 3 * time.Minute
)

// score is what a spam filter thinks of a message, and the rules that speak.
type score struct {
	points float64
	rules  string
}

var spamStatus = regexp.MustCompile(`score=(-?[0-9.]+) required=\S+ tests=(\S+)`)

// judgeSpam asks SpamAssassin about messages, by Message-ID: without the network,
// without what it has learned elsewhere.
func judgeSpam(t *testing.T, messages [][]byte) map[string]score {
	t.Helper()
	var box bytes.Buffer
	for _, raw := range messages {
		fmt.Fprintf(&box, "From no-reply@accounts.maplepress.example Sat Nov 21 14:05:02 2026\n%s\n\n", bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")))
	}
	ctx, cancel := context.WithTimeout(t.Context(), filterWithin)
	defer cancel()
	home := t.TempDir()
	cmd := exec.CommandContext(ctx, "spamassassin", "--local", "--test-mode", "--nocreate-prefs", "--cf=use_bayes 0", "--mbox")
	cmd.Env = append(cmd.Environ(), "HOME="+home, "LC_ALL=C.UTF-8")
	cmd.Stdin = &box
	var faults bytes.Buffer
	cmd.Stderr = &faults
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("spamassassin (.ci/install test installs it): %v\n%s", err, &faults)
	}
	scores := map[string]score{}
	for part := range bytes.SplitSeq(append([]byte("\n"), out...), []byte("\nFrom no-reply@accounts.maplepress.example ")) {
		_, part, _ := bytes.Cut(part, []byte("\n"))
		m, err := netmail.ReadMessage(bytes.NewReader(part))
		if err != nil {
			continue // what stands before the first message
		}
		found := spamStatus.FindStringSubmatch(strings.ReplaceAll(strings.Join(strings.Fields(m.Header.Get("X-Spam-Status")), " "), ", ", ","))
		if found == nil {
			t.Fatalf("no verdict: %q", m.Header.Get("X-Spam-Status"))
		}
		points, err := strconv.ParseFloat(found[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		scores[m.Header.Get("Message-Id")] = score{points, found[2]}
	}
	return scores
}

// No message looks like spam: neither as it is written nor as a mail server on
// loopback took it, with the line of the recipient's server above it.
func TestNoMessageLooksLikeSpam(t *testing.T) {
	server := newPostOffice(t)
	var written [][]byte
	var handed []Message
	var ids []string
	for _, m := range everyMessage() {
		for _, language := range account.Languages() {
			q := identified(m, language)
			written = append(written, compose(t, q).raw)
			msg, err := composer(t).Compose(q)
			if err != nil {
				t.Fatal(err)
			}
			handed = append(handed, Message{ID: q.MessageID, Msg: msg})
			ids = append(ids, "<"+q.MessageID+">")
		}
	}
	for i, err := range deliverAll(t, transport(t, server.url), handed...) {
		if err != nil {
			t.Fatalf("%s: %v", ids[i], err)
		}
	}
	var taken [][]byte
	for _, raw := range server.letters() {
		taken = append(taken, received(raw, "mx.maplepress.example"))
	}
	asWritten, asTaken := judgeSpam(t, written), judgeSpam(t, taken)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "message\twritten\treceived\trules")
	slices.Sort(ids)
	for _, id := range ids {
		a, okA := asWritten[id]
		b, okB := asTaken[id]
		if !okA || !okB {
			t.Errorf("%s was not judged", id)
			continue
		}
		fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%s\n", id, a.points, b.points, b.rules)
		if a.points >= mostSpam || b.points >= mostSpam {
			t.Errorf("%s has %.1f and %.1f points: %s %s", id, a.points, b.points, a.rules, b.rules)
		}
	}
	_ = w.Flush() // into memory
	t.Logf("SpamAssassin, points of 5:\n%s", &table)
}
