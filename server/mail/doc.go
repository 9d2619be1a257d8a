// Package mail writes the messages of the account service and hands them over:
// to a folder, one file per message, or to a mail server.
//
// What is to be sent stands in the outbox of the store, written by the act that
// asks for it. A message is marked as sent only after it was handed over, and
// its Message-ID is fixed beforehand: a service that dies in between sends the
// very same message again. A folder takes it once, under that name.
package mail
