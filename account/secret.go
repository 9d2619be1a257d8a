package account

import "log/slog"

// redacted is what a struct that holds a secret says of itself.
const redacted = "[redacted]"

// String keeps the link out of formatted text, and the address with it.
func (i Invitation) String() string { return "invitation " + i.ID }

// GoString keeps the link out of formatted text.
func (i Invitation) GoString() string { return i.String() }

// LogValue keeps the link out of logs.
func (i Invitation) LogValue() slog.Value { return slog.StringValue(i.String()) }

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

// String keeps the code out of formatted text.
func (SecondFactor) String() string { return redacted }

// GoString keeps the code out of formatted text.
func (SecondFactor) GoString() string { return redacted }

// LogValue keeps the code out of logs.
func (SecondFactor) LogValue() slog.Value { return slog.StringValue(redacted) }

// String keeps the secret out of formatted text.
func (AppSecret) String() string { return redacted }

// GoString keeps the secret out of formatted text.
func (AppSecret) GoString() string { return redacted }

// LogValue keeps the secret out of logs.
func (AppSecret) LogValue() slog.Value { return slog.StringValue(redacted) }

// String keeps the password out of formatted text.
func (EmailMethod) String() string { return redacted }

// GoString keeps the password out of formatted text.
func (EmailMethod) GoString() string { return redacted }

// LogValue keeps the password out of logs.
func (EmailMethod) LogValue() slog.Value { return slog.StringValue(redacted) }

// String keeps the codes out of formatted text.
func (RecoverySet) String() string { return redacted }

// GoString keeps the codes out of formatted text.
func (RecoverySet) GoString() string { return redacted }

// LogValue keeps the codes out of logs.
func (RecoverySet) LogValue() slog.Value { return slog.StringValue(redacted) }

// String keeps the passwords out of formatted text.
func (UserPassword) String() string { return redacted }

// GoString keeps the passwords out of formatted text.
func (UserPassword) GoString() string { return redacted }

// LogValue keeps the passwords out of logs.
func (UserPassword) LogValue() slog.Value { return slog.StringValue(redacted) }

// String keeps the token out of formatted text.
func (APIToken) String() string { return redacted }

// GoString keeps the token out of formatted text.
func (APIToken) GoString() string { return redacted }

// LogValue keeps the token out of logs.
func (APIToken) LogValue() slog.Value { return slog.StringValue(redacted) }

// String keeps the password out of formatted text.
func (ProfileChange) String() string { return redacted }

// GoString keeps the password out of formatted text.
func (ProfileChange) GoString() string { return redacted }

// LogValue keeps the password out of logs.
func (ProfileChange) LogValue() slog.Value { return slog.StringValue(redacted) }
