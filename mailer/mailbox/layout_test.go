package mailbox

import (
	"slices"
	"testing"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
)

func spaces(prefix string, delim rune) *imap.NamespaceData {
	return &imap.NamespaceData{
		Personal: []imap.NamespaceDescriptor{{Prefix: prefix, Delim: delim}},
		Other:    []imap.NamespaceDescriptor{{Prefix: "user" + string(delim), Delim: delim}},
		Shared:   []imap.NamespaceDescriptor{{Prefix: "#shared" + string(delim), Delim: delim}},
	}
}

// TestSentMailbox finds, or makes, the mailbox for the copies in the layouts of real servers.
func TestSentMailbox(t *testing.T) {
	courier := mailertest.IMAPLayout{Namespaces: spaces("INBOX.", '.'), Prefix: "INBOX.", Delim: '.'}
	untold := mailertest.IMAPLayout{Prefix: "INBOX.", Delim: '.'}
	for name, test := range map[string]struct {
		layout    mailertest.IMAPLayout
		mailboxes []string
		marks     map[string]imap.MailboxAttr
		sent      string
		made      bool
	}{
		"Dovecot, none yet":                  {mailertest.IMAPLayout{Namespaces: spaces("", '/')}, nil, nil, "Sent", true},
		"Courier, none yet":                  {courier, []string{"INBOX.Trash"}, nil, "INBOX.Sent", true},
		"Courier, nothing but INBOX":         {courier, nil, nil, "INBOX.Sent", true},
		"Courier, German":                    {courier, []string{"INBOX.Entwürfe", "INBOX.Gesendete Elemente"}, nil, "INBOX.Gesendete Elemente", false},
		"Cyrus, Dutch":                       {courier, []string{"INBOX.Verzonden berichten"}, nil, "INBOX.Verzonden berichten", false},
		"the layout is not told":             {untold, []string{"INBOX.Trash", "INBOX.Drafts"}, nil, "INBOX.Sent", true},
		"not told, and nothing but INBOX":    {untold, nil, nil, "INBOX.Sent", true},
		"the mark counts more than the name": {courier, []string{"INBOX.Sent", "INBOX.Uitgegaan"}, map[string]imap.MailboxAttr{"INBOX.Uitgegaan": imap.MailboxAttrSent}, "INBOX.Uitgegaan", false},
		"another's are not hers":             {mailertest.IMAPLayout{Namespaces: spaces("", '.'), Delim: '.'}, []string{"user.jan.Sent", "#shared.Sent", "Envoyés"}, nil, "Envoyés", false},
		"one put away is not it":             {mailertest.IMAPLayout{Namespaces: spaces("", '/')}, []string{"Archief/2019/Sent", "Archief/Sent Items"}, nil, "Sent", true},
		"French, without accents":            {mailertest.IMAPLayout{Namespaces: spaces("", '/')}, []string{"ELEMENTS ENVOYES"}, nil, "ELEMENTS ENVOYES", false},
		"the provider's own box":             {mailertest.IMAPLayout{}, []string{"[Google Mail]/Gesendet", "Klanten"}, nil, "[Google Mail]/Gesendet", false},
		"top before below":                   {mailertest.IMAPLayout{}, []string{"INBOX/Sent", "Verzonden items"}, nil, "Verzonden items", false},
		"a prefix beyond ASCII":              {mailertest.IMAPLayout{Namespaces: spaces("Bo&AO4-te/", '/'), Prefix: "Boîte/"}, []string{"Boîte/Brouillons"}, nil, "Boîte/Sent", true},
	} {
		t.Run(name, func(t *testing.T) {
			server := startIMAP(t, mailertest.IMAPOptions{Layout: test.layout, Mailboxes: test.mailboxes, Marks: test.marks})
			account := imapAccount(server, garage.Plain)
			for range 2 {
				if err := fileSent(t.Context(), account, []byte(sentMessage)); err != nil {
					t.Fatal(err)
				}
			}
			if messages, unread := mailertest.MailboxHolds(t, server, test.sent); messages != 1 || unread != 0 {
				t.Error(messages, "messages,", unread, "unread")
			}
			if made := len(server.Mailboxes()) - len(test.mailboxes) - 1; (made == 1) != test.made {
				t.Error(server.Mailboxes())
			}
			if found, err := findSent(t.Context(), account, "<1@garage.be>"); !found || err != nil {
				t.Error(found, err)
			}
			if mailbox, err := TestMailboxes(t.Context(), account); mailbox != test.sent || err != nil {
				t.Error(mailbox, err)
			}
		})
	}
}

func TestDecodeName(t *testing.T) {
	for raw, want := range map[string]string{
		"INBOX.": "INBOX.", "": "", "R&-D/": "R&D/", "Bo&AO4-te/": "Boîte/", "&U,BTFw-": "台北", "&2D3eAA-": "😀",
		"R&D": "R&D", "&!-": "&!-", "&AO-": "&AO-",
	} {
		if got := decodeName(raw); got != want {
			t.Errorf("%q is %q, want %q", raw, got, want)
		}
	}
}

// TestMailboxesWithUnreadableNames has a mailbox whose name is no modified UTF-7, as old programs made them: the library
// gives up on it.
func TestMailboxesWithUnreadableNames(t *testing.T) {
	for _, broken := range []string{`"R&D"`, "\"Caf\xe9\""} {
		var asked []string
		server := mailertest.ListenIMAP(t, mailertest.IMAPScript{Answer: func(command string) string {
			asked = append(asked, command)
			switch command {
			case `LIST "" "*"`:
				return "* LIST () \"/\" " + broken + "\n{tag} OK"
			case `LIST "" "Verzonden items"`:
				return "* LIST () \"/\" \"Verzonden items\"\n{tag} OK"
			case "CAPABILITY":
				return "* CAPABILITY IMAP4rev1\n{tag} OK"
			}
			return "{tag} OK"
		}})
		mailbox, err := TestMailboxes(t.Context(), imapAccount(server, garage.Plain))
		if mailbox != "Verzonden items" || err != nil {
			t.Error(broken, mailbox, err, asked)
		}
	}
}

func TestSentNamesAreFoundWhateverTheirCase(t *testing.T) {
	for _, names := range [][]string{sentNames, allNames} {
		for i, name := range names {
			if slices.ContainsFunc(names[:i], func(earlier string) bool { return garage.Fold(earlier) == garage.Fold(name) }) {
				t.Error(name, "stands there twice")
			}
		}
	}
}
