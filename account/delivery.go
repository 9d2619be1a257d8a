package account

// Details of a delivery that the service gives in exactly these words
// (Delivery.Detail), so that an app can say them in the reader's language.
const (
	// DetailNoSuchPerson: the recipient's server does not know the address.
	DetailNoSuchPerson = "no such person"
	// DetailNoSuchDomain: nobody takes mail for what stands after the @.
	DetailNoSuchDomain = "no such domain"
	// DetailMailboxFull: the recipient's mailbox takes no more.
	DetailMailboxFull = "mailbox full"
	// DetailRefused: the recipient's server refused it for a reason of its own.
	DetailRefused = "refused by the recipient's mail server"
	// DetailUnreachable: no server took it for as long as it was tried.
	DetailUnreachable = "the recipient's mail server could not be reached"
	// DetailNotSent: the service itself could not write or send the message.
	DetailNotSent = "the service could not send it"
)
