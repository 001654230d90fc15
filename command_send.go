package main

import (
	"fmt"
	"io"
)

const sendUsage = "send mailing NAME | " + sendDocumentsUsage

// commandSend queues what its first word names and empties the outbox.
func commandSend(args []string, opts options, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] {
		case "mailing":
			return commandSendMailing(args[1:], opts, stdout, stderr)
		case "documents":
			return commandSendDocuments(args[1:], opts, stdout, stderr)
		}
	}
	fmt.Fprintf(stderr, "garagemail %s\n", sendUsage)
	return exitUsage
}
