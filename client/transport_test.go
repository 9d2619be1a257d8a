package client

import (
	"errors"
	"net"
	"net/http"
	"testing"
)

func TestPlainHTTPStaysOnThisComputer(t *testing.T) {
	tr := newTransport("http://localhost:8080", nil)
	if tr.Proxy != nil {
		t.Error("plain http may go through a proxy")
	}
	for address, local := range map[string]bool{
		"127.0.0.1:80": true, "127.9.9.9:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"192.0.2.1:80": false, "[2001:db8::1]:80": false, "[::ffff:192.0.2.1]:80": false, "0.0.0.0:80": false, "nonsense": false,
	} {
		if err := onlyLoopback("tcp", address, nil); (err == nil) != local {
			t.Errorf("%s: %v", address, err)
		}
	}
	// An address of this computer that is not loopback stands for a name that
	// a hosts file leads astray.
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	response, err := (&http.Client{Transport: tr}).Get("http://0.0.0.0:" + port)
	if err == nil {
		_ = response.Body.Close()
	}
	if !errors.Is(err, errNotLoopback) {
		t.Errorf("got %v", err)
	}
}

func TestHTTPSMayUseAProxy(t *testing.T) {
	if newTransport("https://accounts.example.org", nil).Proxy == nil {
		t.Error("no proxy is asked for")
	}
}
