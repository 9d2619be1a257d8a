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

	ActionSessionStarted = "session.started"
	ActionSessionRefused = "session.refused"
	ActionSessionEnded   = "session.ended"

	ActionPasswordChanged = "password.changed"
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
