package journey

import (
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestTheServiceGoesAwayAndComesBack(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "away"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("never in a file")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")

	s.process.kill()
	d.see("Offline list as of today")
	d.see("The service cannot be reached")
	d.see("This is the list as of today")
	d.see("28 users")
	d.picture("away")
	d.search("novak")
	d.see("tamara.novak")
	d.picture("searched-while-away")
	s.serve(s.address())
	d.see("Online list up to date")
	d.gone("as of today")
	d.see("tamara.novak")
	d.picture("back-by-itself")

	s.process.kill()
	wifi := d.startWiFiPage(s.address())
	d.see("Something else answers")
	d.picture("wi-fi-page")
	asked := wifi.asked.Load()
	d.click("Try again")
	d.eventually("to be asked again", patience, func() bool { return wifi.asked.Load() > asked })
	d.search("okafor")
	d.see("ben.okafor")

	wifi.stop()
	silence := d.startSilence(s.address())
	d.eventually("to be called", patience, func() bool { return silence.asked.Load() > 0 })
	d.search("achebe")
	d.see("rosalind.achebe")
	d.see("Offline list as of today")
	d.see("trying again")
	d.picture("no-answer")
	silence.stop()

	s.serve(s.address())
	// The window may be faster than the hand: its button is gone then.
	d.key("ctrl+r")
	d.see("Online list up to date")
	d.gone("Something else answers")
	d.see("rosalind.achebe")
	app.quit()
}

func TestStartingWhileTheServiceIsAway(t *testing.T) {
	d := newDesk(t, deskOptions{width: 1280, height: 860, keyring: true, pictures: "start-away"})
	s := d.startService()
	app := d.rollcall("--server", s.url)
	d.see("never in a file")
	d.enterCredentials(s.Login, s.Password)
	d.see("Online list up to date")
	app.quit()
	s.process.kill()
	must(t, os.RemoveAll(d.copies())) // as after a first fetch that was not finished

	app = d.rollcall()
	d.see("The service cannot be reached")
	d.see("tried again by itself")
	d.see("Sign in to another account")
	d.picture("away")
	wifi := d.startWiFiPage(s.address())
	d.see("Something else answers")
	d.picture("wi-fi-page")
	wifi.stop()
	s.serve(s.address())
	d.see("Online list up to date")
	d.see("28 users")
	d.picture("opened-by-itself")
	app.quit()
}

// address is where the service listens.
func (s *service) address() string { return strings.TrimPrefix(s.url, "http://") }

// impostor answers in the place of the service.
type impostor struct {
	asked atomic.Int32
	stop  func()
}

// startWiFiPage answers everything as hotels do until one has paid: 200, and a
// page to read.
func (d *desk) startWiFiPage(address string) *impostor {
	d.t.Helper()
	i := &impostor{}
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			i.asked.Add(1)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, "<!DOCTYPE html><title>Welcome</title><h1>Enter your room number</h1>")
		}),
		ReadHeaderTimeout: time.Minute,
	}
	listener := d.listen(address)
	go func() { _ = server.Serve(listener) }()
	i.stop = func() { _ = server.Close() }
	d.t.Cleanup(i.stop)
	return i
}

// startSilence takes every connection and never says a word.
func (d *desk) startSilence(address string) *impostor {
	d.t.Helper()
	i := &impostor{}
	listener := d.listen(address)
	taken := make(chan net.Conn, 100)
	go func() {
		defer close(taken)
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			i.asked.Add(1)
			taken <- c
		}
	}()
	i.stop = func() {
		_ = listener.Close()
		for c := range taken {
			_ = c.Close()
		}
	}
	d.t.Cleanup(i.stop)
	return i
}

func (d *desk) listen(address string) net.Listener {
	d.t.Helper()
	listener, err := net.Listen("tcp", address)
	must(d.t, err)
	return listener
}
