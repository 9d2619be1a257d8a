// Package mail writes the messages of the account service and hands them over:
// to a folder, one file per message, or to a mail server.
//
// What is to be sent stands in the outbox of the store, written by the act that
// asks for it. A message is marked as sent only after it was handed over, and
// its Message-ID is fixed beforehand: a service that dies in between sends the
// very same message again. A folder takes it once, under that name. A mail server
// may be given it twice when the service dies, or the line breaks, between the end
// of the message and the server's answer (RFC 1047): nothing can prevent that but
// the Message-ID, by which mail programs recognise the copy.
//
// Messages to a mail server go over several connections, each message for itself:
// what the server is slow about or breaks off holds up no other, and messages to
// one domain never take all connections. What failed is tried again after a
// minute, then ever more rarely, for four days. Logs and errors hold the numbers
// of an answer, never its text.
package mail
