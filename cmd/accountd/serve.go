package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"strings"
	"time"

	"rollcall/server"
)

// serve runs the service until it is told to stop.
type serve struct {
	Data       string         `required:"" placeholder:"DIR" help:"Folder of the data; made when missing."`
	Listen     string         `default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on (${default})."`
	PublicURL  string         `name:"public-url" placeholder:"URL" help:"How people reach the service; begins the links in mails."`
	AppURL     string         `name:"app-url" placeholder:"URL" help:"Where people get Rollcall; named once an invitation is completed. Without it they are told to ask whoever invited them."`
	TLSCert    string         `name:"tls-cert" placeholder:"FILE" help:"Certificate chain, PEM."`
	TLSKey     string         `name:"tls-key" placeholder:"FILE" help:"Key of the certificate, PEM."`
	TrustProxy []netip.Prefix `name:"trust-proxy" placeholder:"CIDR" help:"Believe X-Forwarded-For from there, and accept plain HTTP."`

	Mail               string        `placeholder:"dir:DIR|smtp://…" help:"Where mails go: a folder, or a mail server. Default: the folder mail in the data."`
	MailFrom           string        `name:"mail-from" placeholder:"ADDRESS" help:"Who mails come from."`
	ReportSecretFile   string        `name:"report-secret-file" type:"path" placeholder:"FILE" help:"A secret of 20 characters or more that the mail server shows with delivery reports (POST /v1/delivery-reports). Without it none is taken."`
	ExternalAccess     string        `name:"external-access" enum:"request,invitation" default:"request" help:"How people of other accounts get in: request (by the operator alone), or invitation (they may also accept one with the login they have)."`
	InvitationsPerHour int           `name:"invitations-per-hour" default:"5000" placeholder:"N" help:"Limit of an account (${default})."`
	MessagesPerHour    int           `name:"messages-per-hour" default:"5" placeholder:"N" help:"Limit of a recipient (${default})."`
	FailuresPerLogin   int           `name:"failures-per-login" default:"10" placeholder:"N" help:"Failed sign-ins of a login from one address in 15 minutes (${default})."`
	FailuresPerAddress int           `name:"failures-per-address" default:"100" placeholder:"N" help:"Failed sign-ins from one address in 15 minutes (${default})."`
	ClockOffset        time.Duration `name:"clock-offset" placeholder:"DURATION" help:"Moves the clock; on loopback only, for rehearsals."`
	LogLevel           slog.Level    `name:"log-level" default:"info" help:"debug, info, warn or error (${default})."`
	LogFormat          string        `name:"log-format" enum:"text,json" default:"text" help:"text or json (${default})."`
}

// errLimit is a limit that would let nobody through.
var errLimit = errors.New("a limit must be 1 or more")

// Run serves, and says on one line where.
func (s *serve) Run(w *world) error {
	if min(s.InvitationsPerHour, s.MessagesPerHour, s.FailuresPerLogin, s.FailuresPerAddress) < 1 {
		return errLimit
	}
	secret, err := s.reportSecret()
	if err != nil {
		return err
	}
	log := slog.New(s.handler(w))
	running, err := server.Open(w, server.Config{
		DataDir: s.Data, Listen: s.Listen, PublicURL: s.PublicURL, AppURL: s.AppURL, TLSCert: s.TLSCert, TLSKey: s.TLSKey,
		TrustProxy: s.TrustProxy, Mail: s.Mail, MailFrom: s.MailFrom, ExternalAccess: server.ExternalAccess(s.ExternalAccess),
		InvitationsPerHour: s.InvitationsPerHour, MessagesPerHour: s.MessagesPerHour,
		FailuresPerLogin: s.FailuresPerLogin, FailuresPerAddress: s.FailuresPerAddress,
		ReportSecret: secret, ClockOffset: s.ClockOffset, Now: w.now, Log: log, AccessLog: true,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w.out, "accountd: listening on %s\n", running.URL())
	err = running.Run(w)
	log.Info("stopped")
	return errors.Join(err, running.Close())
}

// errReportSecret is a secret that could be guessed.
var errReportSecret = errors.New("the secret of delivery reports must have 20 characters or more")

// reportSecret reads the file, without one final line end.
func (s *serve) reportSecret() (string, error) {
	if s.ReportSecretFile == "" {
		return "", nil
	}
	b, err := os.ReadFile(s.ReportSecretFile)
	if err != nil {
		return "", err
	}
	secret := strings.TrimRight(string(b), "\r\n")
	if len(secret) < 20 {
		return "", errReportSecret
	}
	return secret, nil
}

func (s *serve) handler(w *world) slog.Handler {
	o := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogFormat == "json" {
		return slog.NewJSONHandler(w.err, o)
	}
	return slog.NewTextHandler(w.err, o)
}
