// Command accountd is the account service of Rollcall: it serves the account
// API and the pages behind e-mail links, sends the mails, and gives the
// operator the commands to make accounts and to let people of other accounts in.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"rollcall/account"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// commands is the command line of the account API.
type commands struct {
	Serve    serve       `cmd:"" help:"Serve the account API and the pages, and send the mails."`
	Account  accounts    `cmd:"" help:"Make accounts, look up who may talk to support, and let locked-out administrators back in."`
	External externals   `cmd:"" help:"Let people of other accounts in, and out again."`
	Notice   noticeBoard `cmd:"" help:"Announce maintenance to everybody, and take it back."`
	Sample   makeSample  `cmd:"" help:"Make a realistic account to try things out on."`
}

// world is what a command works with.
type world struct {
	context.Context
	out, err io.Writer
	now      func() time.Time
}

// moment is now, as the service counts time.
func (w *world) moment() time.Time { return w.now().UTC().Truncate(time.Second) }

// Exit codes: a command that failed, and one that could not be understood.
const (
	exitFailed = 1
	exitUsage  = 2
)

// run understands the arguments, runs the command and gives the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c, kong.Name("accountd"), kong.Description("The account service of Rollcall."),
		kong.Writers(out, errs), kong.Exit(func(code int) { exited = code }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return fail(errs, err)
	}
	chosen, err := parser.Parse(args)
	switch {
	case exited >= 0:
		return exited
	case err != nil:
		fmt.Fprintf(errs, "accountd: %v\n", err)
		return exitUsage
	}
	w := &world{Context: ctx, out: out, err: errs, now: time.Now}
	if err := chosen.Run(w); err != nil {
		return fail(errs, err)
	}
	return 0
}

func fail(errs io.Writer, err error) int {
	fmt.Fprintf(errs, "accountd: %s\n", sentence(err))
	return exitFailed
}

// sentence says in words what the codes mean to an operator.
func sentence(err error) string {
	e, ok := errors.AsType[*account.Error](err)
	if !ok {
		return err.Error()
	}
	switch e.Code {
	case account.NotFound:
		return "there is no such account, person or access"
	case account.EmailTaken:
		return "the address belongs to somebody already"
	case account.UsernameTaken:
		return "the user name belongs to somebody already"
	case account.PasswordUnacceptable:
		return passwordSentence(e.Reason)
	case account.ValidationFailed:
		return fieldSentence(e)
	}
	return e.Error()
}

func passwordSentence(reason string) string {
	switch reason {
	case account.PasswordTooShort:
		return "the password is too short: at least 15 characters"
	case account.PasswordTooLong:
		return "the password is too long: at most 256 characters"
	case account.PasswordPersonal:
		return "the password is made of names that others know"
	}
	return "the password is among those that others try first"
}

func fieldSentence(e *account.Error) string {
	text := "not acceptable"
	for _, f := range e.Fields {
		text += fmt.Sprintf("; %s %s", f.Location, f.Message)
	}
	return text
}
