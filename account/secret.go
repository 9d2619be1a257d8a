package account

import "log/slog"

// redacted is what a struct that holds a secret says of itself.
const redacted = "[redacted]"

// String keeps the token out of formatted text.
func (Session) String() string { return redacted }

// GoString keeps the token out of formatted text.
func (Session) GoString() string { return redacted }

// LogValue keeps the token out of logs.
func (Session) LogValue() slog.Value { return slog.StringValue(redacted) }

// String keeps the password out of formatted text.
func (SignIn) String() string { return redacted }

// GoString keeps the password out of formatted text.
func (SignIn) GoString() string { return redacted }

// LogValue keeps the password out of logs.
func (SignIn) LogValue() slog.Value { return slog.StringValue(redacted) }

// String keeps both passwords out of formatted text.
func (PasswordChange) String() string { return redacted }

// GoString keeps both passwords out of formatted text.
func (PasswordChange) GoString() string { return redacted }

// LogValue keeps both passwords out of logs.
func (PasswordChange) LogValue() slog.Value { return slog.StringValue(redacted) }
