package view

import "context"

// Forgot asks whose password is lost; the login typed already stands there (R15).
func (v *SignIn) Forgot() {
	if v.state.Busy {
		return
	}
	v.state.LoginFault = ""
	v.goTo(StepForgot)
	v.publish()
}

// requestLink has the link sent. Whether somebody has this login is not said:
// the service does not tell either.
func (v *SignIn) requestLink() {
	if !v.checkLogin() {
		v.publish()
		return
	}
	v.state.Busy, v.state.Error = true, ""
	v.publish()
	server, login := v.state.Server, v.login()
	ask(v.env, &v.attempt, func(ctx context.Context) (struct{}, error) {
		ctx, cancel := context.WithTimeout(ctx, signInLimit)
		defer cancel()
		return struct{}{}, v.service.RequestPasswordLink(ctx, server, login)
	}, func(_ struct{}, err error) {
		v.state.Busy = false
		if err != nil {
			v.state.Error = v.env.Words.ForError(err).Sentence()
		} else {
			v.goTo(StepForgotSent)
		}
		v.publish()
	})
}
