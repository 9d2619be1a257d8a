// Package server is the account service: the store, the API over it, the pages
// behind e-mail links, and the sender of mails, put together. Open, Run and
// Close start the real service, in accountd, inside the desktop program for the
// sample account, and in tests.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/sync/errgroup"

	"rollcall/account"
	"rollcall/server/api"
	"rollcall/server/catalogue"
	"rollcall/server/mail"
	"rollcall/server/notices"
	"rollcall/server/passwords"
	"rollcall/server/store"
	"rollcall/server/store/sqlstore"
	"rollcall/server/web"
)

const (
	// hashesAtOnce bounds the memory and time that sign-ins take.
	hashesAtOnce = 2
	// finishWithin is how long running requests may take when stopping.
	finishWithin = 20 * time.Second
	// refusalTakes is how long a refused sign-in is held back at most.
	refusalTakes = 20 * time.Millisecond
	// resetTakes is how long a request for a link takes at least.
	resetTakes = 200 * time.Millisecond
	// housekeepEvery is how often the store forgets what has had its time.
	housekeepEvery = time.Minute

	readHeaderWithin = 10 * time.Second
	readWithin       = 30 * time.Second
	writeWithin      = 60 * time.Second
	idleFor          = 2 * time.Minute
	maxHeader        = 32 << 10
)

// Server is a service, open but not necessarily running.
type Server struct {
	config   Config
	log      *slog.Logger
	store    store.Store
	listener net.Listener
	url      string
	http     *http.Server
	sender   *mail.Sender
	stopping chan struct{}
}

// Open opens the store and binds the listener. Nothing runs until Run.
func Open(ctx context.Context, c Config) (*Server, error) {
	if err := c.fill(); err != nil {
		return nil, err
	}
	l, err := c.listen()
	if err != nil {
		return nil, err
	}
	s := &Server{config: c, log: c.Log, listener: l, url: c.urlOf(l), stopping: make(chan struct{})}
	if s.config.PublicURL == "" {
		s.config.PublicURL = s.url
		if c.served(l) {
			c.Log.WarnContext(ctx, "links in mails lead to this computer only; say how people reach it (--public-url)", "url", s.url)
		}
	}
	if err := s.assemble(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// OpenStore opens the store alone, as the commands do while a service may be
// running on the same folder.
func OpenStore(ctx context.Context, c Config) (store.Store, error) {
	if c.DataDir == "" {
		return nil, ErrDataDir
	}
	db, err := sqlstore.Open(ctx, sqlstore.Options{
		Dir: c.DataDir, MailHost: mailHost(c.PublicURL), Random: c.Random,
		InvitationsPerHour: c.InvitationsPerHour, MessagesPerHour: c.MessagesPerHour,
	})
	if err != nil {
		return nil, err
	}
	return db, nil
}

func mailHost(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func (s *Server) assemble(ctx context.Context) (err error) {
	if s.store, err = OpenStore(ctx, s.config); err != nil {
		return err
	}
	keeper, err := passwords.NewKeeper(hashesAtOnce)
	if err != nil {
		return err
	}
	if s.sender, err = s.newSender(); err != nil {
		return err
	}
	door, board := s.newDoor(keeper), notices.New(s.store, s.config.Now, s.log)
	pages, err := s.newPages(keeper, door, board)
	if err != nil {
		return err
	}
	handler := api.New(api.Deps{
		Store: s.store, Passwords: keeper, Door: door, CheckPassword: passwords.Check,
		Catalogue: catalogue.In, Permission: catalogue.Valid, PublicURL: s.config.PublicURL,
		TrustProxy: s.config.TrustProxy, Pages: pages, Now: s.config.Now, Log: s.log,
		Random: s.config.Random, AccessLog: s.config.AccessLog, ResetTakes: resetTakes, Stopping: s.stopping,
		ReportSecret: s.config.ReportSecret, Notices: board, Report: mail.Reports{Store: s.store, Now: s.config.Now, Log: s.log}.Take,
	})
	s.http = &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderWithin, ReadTimeout: readWithin, WriteTimeout: writeWithin,
		IdleTimeout: idleFor, MaxHeaderBytes: maxHeader, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	s.http.RegisterOnShutdown(func() { close(s.stopping) })
	return nil
}

func (s *Server) newSender() (*mail.Sender, error) {
	transport, err := mail.ParseTransport(s.config.Mail, nil)
	if err != nil {
		return nil, err
	}
	return mail.NewSender(mail.Options{
		Store: s.store, Transport: transport, From: s.config.MailFrom, PublicURL: s.config.PublicURL,
		Now: s.config.Now, Log: s.log,
	})
}

// newDoor makes the one door to sign in by: wrong passwords count together,
// whether they came through the API or on a page.
func (s *Server) newDoor(keeper *passwords.Keeper) *api.Door {
	return api.NewDoor(api.DoorDeps{
		Store: s.store, Passwords: keeper, Now: s.config.Now, Random: s.config.Random, RefusalTakes: refusalTakes,
		FailuresPerLogin: s.config.FailuresPerLogin, FailuresPerAddress: s.config.FailuresPerAddress,
	})
}

func (s *Server) newPages(keeper *passwords.Keeper, door *api.Door, board *notices.Board) (http.Handler, error) {
	d := web.Deps{
		Store: s.store, CheckPassword: passwords.Check,
		HashPassword: keeper.Hash, PublicURL: s.config.PublicURL, AppURL: s.config.AppURL, Now: s.config.Now, Log: s.log,
		Address: api.AddressOf(s.config.TrustProxy), Maintenance: board.Until,
	}
	if s.config.ExternalAccess == ByInvitation {
		d.Door = door
	}
	return web.New(d)
}

// URL is the address of the service on this computer, "http://127.0.0.1:43211".
func (s *Server) URL() string { return s.url }

// Store is what the service remembers, for the sample account and for tests.
func (s *Server) Store() store.Store { return s.store }

// Run serves, sends mail and keeps house until the context ends; then it
// finishes the requests that are running. It returns nil when that went well.
// Run it once.
func (s *Server) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := s.http.Serve(s.listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishWithin)
		defer cancel()
		return s.http.Shutdown(finish)
	})
	group.Go(func() error { return s.sender.Run(ctx) })
	group.Go(func() error { return s.keepHouse(ctx) })
	return group.Wait()
}

// keepHouse forgets, now and then. A failure is logged and tried again.
func (s *Server) keepHouse(ctx context.Context) error {
	tick := time.NewTicker(housekeepEvery)
	defer tick.Stop()
	for {
		if err := s.store.Housekeep(ctx, s.config.Now()); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "housekeeping failed", "error", err, "code", account.CodeOf(err))
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Close releases the listener and the store. Call it after Run has returned,
// or instead of Run.
func (s *Server) Close() error {
	var errs []error
	if err := s.listener.Close(); !errors.Is(err, net.ErrClosed) {
		errs = append(errs, err)
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	return errors.Join(errs...)
}
