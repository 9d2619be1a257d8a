package server_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"rollcall/account"
	"rollcall/client"
	"rollcall/server"
	"rollcall/server/passwords"
	"rollcall/server/sample"
)

// start opens and runs a service until the test ends.
func start(t *testing.T, c server.Config) *server.Server {
	t.Helper()
	c.DataDir, c.Listen = t.TempDir(), "127.0.0.1:0"
	s, err := server.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func TestWhatAConfigurationCannotSay(t *testing.T) {
	for name, c := range map[string]struct {
		config server.Config
		want   error
	}{
		"no folder":                   {server.Config{}, server.ErrDataDir},
		"half a certificate":          {server.Config{DataDir: "x", TLSCert: "cert.pem"}, server.ErrTLS},
		"a public URL that is a path": {server.Config{DataDir: "x", PublicURL: "/rollcall"}, server.ErrURL},
		"a password in the URL":       {server.Config{DataDir: "x", PublicURL: "https://a:b@rollcall.example"}, server.ErrURL},
		"an app to get nowhere":       {server.Config{DataDir: "x", AppURL: "rollcall.example/get"}, server.ErrAppURL},
		"an app that is a script":     {server.Config{DataDir: "x", AppURL: "javascript:alert(1)"}, server.ErrAppURL},
		"an open line":                {server.Config{DataDir: "x", Listen: "0.0.0.0:0"}, server.ErrPlain},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if s, err := server.Open(t.Context(), c.config); err == nil {
				s.Close()
				t.Error("it was accepted")
			} else if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestAServiceThatNeverRanClosesCleanly(t *testing.T) {
	s, err := server.Open(t.Context(), server.Config{DataDir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestTLSFromVersionOnePointTwo(t *testing.T) {
	cert, key, roots := certificate(t)
	s := start(t, server.Config{TLSCert: cert, TLSKey: key})
	get := func(c *tls.Config) (*http.Response, error) {
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: c, ForceAttemptHTTP2: true}}
		defer client.CloseIdleConnections()
		return client.Get(s.URL() + "/healthz")
	}
	res, err := get(&tls.Config{RootCAs: roots})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("over %s with HSTS %q", res.Proto, res.Header.Get("Strict-Transport-Security"))
	}
	if _, err := get(&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("TLS 1.1 was accepted")
	}
}

// Over TLS clients speak HTTP/2, where a limit on writing that passes ends the
// stream although nothing waits to be written.
func TestAStreamOverTLSOutlivesItsLimits(t *testing.T) {
	t.Parallel()
	cert, key, roots := certificate(t)
	s := start(t, server.Config{TLSCert: cert, TLSKey: key})
	keeper, err := passwords.NewKeeper(1)
	if err != nil {
		t.Fatal(err)
	}
	made, err := sample.Make(t.Context(), s.Store(), sample.Options{
		Now: time.Now(), Hash: func(p string) (string, error) { return keeper.Hash(t.Context(), p) },
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.New(s.URL(), client.Options{TLS: &tls.Config{RootCAs: roots}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	session, err := c.SignIn(t.Context(), account.SignIn{Login: made.Login, Password: made.Password})
	if err != nil {
		t.Fatal(err)
	}
	enough, stop := context.WithTimeout(t.Context(), 12*time.Second)
	defer stop()
	err = c.Account(made.AccountID, session.Token).Events(enough, func(account.Event) {})
	if enough.Err() == nil {
		t.Errorf("the stream ended: %v", err)
	}
}

// certificate makes one for this computer, as an operator would be given.
func certificate(t *testing.T) (certFile, keyFile string, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "a service of the tests"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	certFile, keyFile = filepath.Join(t.TempDir(), "cert.pem"), filepath.Join(t.TempDir(), "key.pem")
	for path, b := range map[string][]byte{certFile: text, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})} {
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	return certFile, keyFile, roots
}
