package mail

import (
	"errors"
	"os"
	"strings"
	"testing"

	"rollcall/account"
)

func TestDeliveryReportsSayWhatBecameOfWhichMessage(t *testing.T) {
	for name, want := range map[string]Report{
		"postfix-unknown":     {MessageID: "ONE.1@maplepress.example", Failed: true, Detail: account.DetailNoSuchPerson, Status: "5.1.1"},
		"exchange-full":       {MessageID: "ONE.2@maplepress.example", Failed: true, Detail: account.DetailMailboxFull, Status: "5.2.2"},
		"headers-only-domain": {MessageID: "ONE.3@maplepress.example", Failed: true, Detail: account.DetailNoSuchDomain, Status: "5.1.2"},
		"delayed":             {MessageID: "ONE.4@maplepress.example", Status: "4.4.1"},
		"policy":              {MessageID: "ONE.5@maplepress.example", Failed: true, Detail: account.DetailRefused, Status: "5.7.1"},
	} {
		f, err := os.Open("testdata/reports/" + name + ".eml")
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseReport(f)
		_ = f.Close()
		if err != nil || got != want {
			t.Errorf("%s: %+v %v, want %+v", name, got, err, want)
		}
	}
}

func TestWhatIsNoDeliveryReportIsSaidToBeNone(t *testing.T) {
	const status = "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; a\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
	for name, text := range map[string]string{
		"empty":             "",
		"no message":        "hello",
		"an answer":         "Subject: Out of office\r\nContent-Type: text/plain\r\n\r\nBack on Monday. <ONE.1@maplepress.example>\r\n",
		"about no message":  "Content-Type: multipart/report; boundary=x\r\n\r\n" + status + "--x--\r\n",
		"without a status":  "Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-Id: <a@b>\r\n\r\n--x--\r\n",
		"a strange message": "Content-Type: multipart/report; boundary=x\r\n\r\n" + status + "--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-Id: <a/../b\x00@c>\r\n\r\n--x--\r\n",
	} {
		if got, err := ParseReport(strings.NewReader(text)); !errors.Is(err, ErrNoReport) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
}

// Whatever comes in: it is a report about a message with a plain identifier, or
// none, and reading it ends.
func FuzzParseReport(f *testing.F) {
	files, err := os.ReadDir("testdata/reports")
	if err != nil {
		f.Fatal(err)
	}
	for _, e := range files {
		text, err := os.ReadFile("testdata/reports/" + e.Name())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("Content-Type: multipart/report; boundary=x\r\n\r\n" + strings.Repeat("--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n", 20))
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseReport(strings.NewReader(text))
		if err == nil && (!plainID(got.MessageID) || got.Failed != (got.Detail != "")) {
			t.Errorf("%+v", got)
		}
	})
}
