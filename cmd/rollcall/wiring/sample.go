package wiring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rollcall/account"
	"rollcall/server"
	"rollcall/server/passwords"
	"rollcall/server/sample"
	"rollcall/ui"
)

const (
	// samplePrefix begins the folder of a sample account. Each run has its own
	// and takes it away at the end.
	samplePrefix = "sample-"
	// sampleLeft is when a folder that a crash left behind is taken away.
	sampleLeft = 48 * time.Hour
)

// Sample opens the sample account: the service runs inside the program, on
// loopback, in a folder of its own. Its session is kept nowhere.
func (d *Door) Sample(ctx context.Context) (ui.Visit, error) {
	dir, err := d.sampleDir()
	if err != nil {
		return nil, fmt.Errorf("a folder for the sample account: %w", err)
	}
	s, err := d.startSample(ctx, dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	v, err := d.enterSample(ctx, s)
	if err != nil {
		s.end()
		return nil, err
	}
	return v, nil
}

// sampleDir makes an empty folder, and takes away what crashes left behind.
func (d *Door) sampleDir() (string, error) {
	if err := os.MkdirAll(d.o.DataDir, 0o700); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(d.o.DataDir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && strings.HasPrefix(e.Name(), samplePrefix) && d.o.Now().Sub(info.ModTime()) > sampleLeft {
			_ = os.RemoveAll(filepath.Join(d.o.DataDir, e.Name()))
		}
	}
	return os.MkdirTemp(d.o.DataDir, samplePrefix)
}

// sampled is a running service with its sample account.
type sampled struct {
	url, login, password string
	// end stops the service and takes its folder away.
	end func()
}

func (d *Door) startSample(ctx context.Context, dir string) (sampled, error) {
	running, err := server.Open(ctx, server.Config{
		DataDir: dir, Listen: "127.0.0.1:0", Mail: "dir:" + filepath.Join(dir, "mail"), Log: d.o.Log, Now: d.o.Now,
	})
	if err != nil {
		return sampled{}, err
	}
	made, err := d.makeSample(ctx, running)
	if err != nil {
		return sampled{}, errors.Join(err, running.Close())
	}
	life, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := running.Run(life); err != nil {
			d.o.Log.Error("the service of the sample account stopped", "error", err)
		}
	}()
	return sampled{url: running.URL(), login: made.Login, password: made.Password, end: func() {
		stop()
		<-done
		_ = running.Close()
		_ = os.RemoveAll(dir)
	}}, nil
}

func (d *Door) makeSample(ctx context.Context, into *server.Server) (sample.Account, error) {
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		return sample.Account{}, err
	}
	return sample.Make(ctx, into.Store(), sample.Options{
		People: d.o.People, Seed: 1, Now: d.o.Now(), Language: d.o.Language(),
		Hash: func(password string) (string, error) { return keeper.Hash(ctx, password) },
	})
}

// enterSample signs in as the sample's administrator.
func (d *Door) enterSample(ctx context.Context, s sampled) (ui.Visit, error) {
	c, err := d.client(s.url)
	if err != nil {
		return nil, err
	}
	session, err := c.SignIn(ctx, account.SignIn{Login: s.login, Password: s.password})
	if err != nil {
		c.Close()
		return nil, err
	}
	p := pass{server: c.Server(), token: func() string { return session.Token }, service: &shared{end: s.end}}
	return d.enter(ctx, c, p, session.Memberships, "")
}
