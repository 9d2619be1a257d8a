// Command rollcall is the desktop program in which an administrator sees and
// decides who may enter an account.
package main

import (
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/alecthomas/kong"

	"rollcall/account"
	"rollcall/assets"
	"rollcall/client/credentials"
	"rollcall/cmd/rollcall/links"
	"rollcall/cmd/rollcall/wiring"
	"rollcall/ui"
	"rollcall/ui/theme"
)

// version is set by the build, from FyneApp.toml.
var version = "development"

// appID names the program to the system, as FyneApp.toml does.
const appID = "app.rollcall.desktop"

type flags struct {
	Link          string           `arg:"" optional:"" placeholder:"LINK" help:"A rollcall://connect link, as the page of an invitation has it: offers the address of a service, for consent; in the window that is open, if there is one."`
	RegisterLinks bool             `help:"Have this desktop open such links with this program, and end (Linux, BSD)."`
	Server        string           `placeholder:"URL" help:"The account service to sign in to; remembered."`
	Sample        bool             `help:"Open the sample account, whose service runs inside the program, in a window of its own."`
	People        int              `placeholder:"N" help:"How many people the sample account has; 28 unless said."`
	Lang          string           `enum:"en,fr,auto" default:"auto" help:"The language: en, fr or auto (the profile's, else the system's)."`
	Theme         string           `enum:"light,dark,system" default:"system" help:"The colours: light, dark or system."`
	Data          string           `placeholder:"DIR" type:"path" help:"Where the program keeps its files."`
	LogLevel      string           `enum:"debug,info,warn,error" default:"warn" help:"How much to say on standard error: debug, info, warn or error."`
	Version       kong.VersionFlag `help:"Print the version and end."`
}

func main() {
	var f flags
	kong.Parse(&f, kong.Name("rollcall"), kong.Vars{"version": version},
		kong.Description("See and decide who may enter an account. When a window is open already, it comes to the front instead of a second one."))
	if f.RegisterLinks {
		if err := registerLinks(); err != nil {
			fmt.Fprintln(os.Stderr, "rollcall:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(f); err != nil {
		fmt.Fprintln(os.Stderr, "rollcall:", err)
		os.Exit(1)
	}
}

// Validate refuses a word that is no link, before a window opens. What is wrong
// with a link is said in the window, where whoever followed it looks.
func (f flags) Validate() error {
	if f.Link != "" && !account.IsLink(f.Link) {
		return fmt.Errorf("%q is no rollcall:// link; the address of a service goes after --server", f.Link)
	}
	return nil
}

// registerLinks has the desktop open links with this very program.
func registerLinks() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	file, err := links.Register(runtime.GOOS, program)
	if err == nil {
		fmt.Println("rollcall:// links are opened with this program from now on:", file)
	}
	return err
}

func run(f flags) error {
	data, err := f.dataDir()
	if err != nil {
		return err
	}
	thrifty()
	log := newLog(f.LogLevel)
	first, taken := f.lead(data, log)
	if taken {
		fmt.Println("Rollcall is open already; its window comes to the front.")
		return nil
	}
	defer first.Release()
	a := steady(app.NewWithID(appID))
	if icon, err := assets.WindowIcon(); err == nil {
		a.SetIcon(fyne.NewStaticResource("rollcall.png", icon))
	}
	language := &spoken{}
	door := wiring.New(wiring.Options{
		DataDir: data, People: f.People, Version: version, Device: wiring.DeviceName(), Language: language.get,
		Keyring: credentials.Keyring(), Log: log, Now: time.Now,
	})
	w, err := ui.New(a, door, ui.Options{
		Server: f.Server, Link: f.Link, Sample: f.Sample, Language: chosen(f.Lang), Theme: theme.Mode(f.Theme),
		Location: time.Local, Now: time.Now, Log: log, OnLanguage: language.set,
	})
	if err != nil {
		return err
	}
	show(a, w, first)
	return nil
}

// chosen is the language asked for; empty leaves it to the profile and the system.
func chosen(flag string) string {
	if flag == "auto" {
		return ""
	}
	return flag
}

// dataDir is where the program keeps its files.
func (f flags) dataDir() (string, error) {
	if f.Data != "" {
		return f.Data, nil
	}
	return wiring.DataDir()
}

func newLog(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelWarn
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}
