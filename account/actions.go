package account

// Actions that the activity log names (R18), stable across versions.
const (
	ActionAccountCreated  = "account.created"
	ActionAccountModified = "account.modified"

	ActionUserModified = "user.modified"
	ActionUserDeleted  = "user.deleted"

	ActionInvitationSent      = "invitation.sent"
	ActionInvitationResent    = "invitation.resent"
	ActionInvitationCancelled = "invitation.cancelled"
	ActionInvitationRestored  = "invitation.restored"
	ActionInvitationCorrected = "invitation.corrected"
	ActionInvitationCompleted = "invitation.completed"

	ActionExternalGranted  = "external_user.granted"
	ActionExternalModified = "external_user.modified"
	ActionExternalRemoved  = "external_user.removed"
	ActionExternalRestored = "external_user.restored"
	// ActionExternalEnded: the last day of an access has come.
	ActionExternalEnded = "external_user.ended"

	// ActionAccessRequested and ActionAccessDeclined are of requests for access
	// (R12); one that is granted is ActionExternalGranted.
	ActionAccessRequested = "external_access.requested"
	ActionAccessDeclined  = "external_access.declined"

	ActionSessionStarted = "session.started"
	ActionSessionRefused = "session.refused"
	ActionSessionEnded   = "session.ended"

	ActionPasswordChanged = "password.changed"
	// ActionPasswordLinkSent: somebody was sent the link to choose a new one.
	ActionPasswordLinkSent = "password.link_sent"
	// ActionPasswordReset: a new one was chosen through such a link.
	ActionPasswordReset = "password.reset"

	ActionEmailChangeAsked = "email.change_asked"
	ActionEmailChanged     = "email.changed"

	// ActionTwoFactorAdded, Removed and Reset name the method in their details.
	ActionTwoFactorAdded   = "two_factor.added"
	ActionTwoFactorRemoved = "two_factor.removed"
	ActionTwoFactorReset   = "two_factor.reset"
	ActionRecoveryCodes    = "two_factor.recovery_codes"

	ActionDeviceTrusted    = "device.trusted"
	ActionDeviceDistrusted = "device.distrusted"

	ActionAPITokenCreated = "api_token.created"
	ActionAPITokenRevoked = "api_token.revoked"
	ActionProfileModified = "profile.modified"
	// ActionListRead: lists, the log or the feed were asked for by somebody who
	// may not read them.
	ActionListRead = "list.read"
)

// Outcomes of an entry of the activity log.
const (
	OutcomeDone    = "done"
	OutcomeRefused = "refused"
)

// Kinds of actors of the activity log.
const (
	ActorUser         = "user"
	ActorExternalUser = "external_user"
	ActorOperator     = "operator"
	ActorInvited      = "invited"
	ActorNobody       = "nobody"
)

// KindAccount is the account itself, as the target of an activity; the feed
// of changes does not speak of it.
const KindAccount Kind = "account"

// KindAccessRequest is a request for access, as the target of an activity only.
const KindAccessRequest Kind = "access_request"

// KindAPIToken is an API token, as the target of an activity only.
const KindAPIToken Kind = "api_token"
