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
	// DetailUnreachable: the way to the recipient's server is closed so far.
	DetailUnreachable = "the recipient's mail server could not be reached"
	// DetailNoAnswer: the mail server that the service hands its messages to was
	// away, too slow, or broke off.
	DetailNoAnswer = "the mail server does not answer"
	// DetailTryLater: a mail server put it off; many do at first, to keep out what
	// comes from machines that do not come back.
	DetailTryLater = "the mail server asks to try again later"
	// DetailNotLetIn: the mail server does not accept the service's sign-in.
	DetailNotLetIn = "the mail server does not let the service in"
	// DetailUnsafe: the mail server has no certificate that can be trusted, or no
	// encryption, and the service sends it nothing.
	DetailUnsafe = "there is no safe connection to the mail server"
	// DetailNotSent: the service itself could not write or send the message.
	DetailNotSent = "the service could not send it"
)

// DeliveryDetails are all of them.
func DeliveryDetails() []string {
	return []string{
		DetailNoSuchPerson, DetailNoSuchDomain, DetailMailboxFull, DetailRefused, DetailUnreachable, DetailNoAnswer,
		DetailTryLater, DetailNotLetIn, DetailUnsafe, DetailNotSent,
	}
}
