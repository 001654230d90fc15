package settings

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desktest"
)

// TestAccountSaysWhyCopiesWait has a server that makes no folder: it stands beside the account, until she tests it again.
func TestAccountSaysWhyCopiesWait(t *testing.T) {
	a := desktest.New(t)
	var allowed atomic.Bool
	server := mailertest.Start(t, mailertest.Options{})
	mailboxes := mailertest.StartIMAP(t, mailertest.IMAPOptions{Login: "", Faults: mailertest.IMAPFaults{Create: func(string) error {
		if allowed.Load() {
			return nil
		}
		return &imap.Error{Type: imap.StatusResponseTypeNo, Code: imap.ResponseCodeNoPerm, Text: "Permission denied"}
	}}})
	f := newAccount(t, a)
	f.person.SetValue("email", "sophie@garage.example")
	f.server.SetValue("smtp_server", server.Host)
	f.server.SetValue("smtp_port", strconv.Itoa(server.Port))
	f.server.SetValue("security", string(garage.Plain))
	f.mailboxes.SetValue("imap_server", mailboxes.Host)
	f.mailboxes.SetValue("imap_port", strconv.Itoa(mailboxes.Port))
	f.mailboxes.SetValue("imap_security", string(garage.Plain))
	f.save(nil)
	if f.copies.Visible() {
		t.Errorf("an account of which nothing is known says %q", f.copies.Text)
	}

	desktest.Check(t, a.DB.NoteFiling(t.Context(), store.Filing{UserID: a.User.ID, Reason: "reason.copies_folder", Reply: "Permission denied"}))
	f.fill(f.user)
	if !f.copies.Visible() || !strings.Contains(f.copies.Text, a.Printer.T("reason.copies_folder")) || !strings.Contains(f.copies.Text, "Permission denied") {
		t.Errorf("beside the account stands %q", f.copies.Text)
	}
	f.onTest()
	if !strings.Contains(said(f), a.Printer.T("reason.copies_folder")) || !strings.Contains(said(f), a.Printer.T("settings.test_good")) {
		t.Errorf("the test says %q", said(f))
	}
	if kept, err := a.DB.FilingOf(t.Context(), a.User.ID); err != nil || kept.Reason == "" || !f.copies.Visible() {
		t.Errorf("forgotten though it does not work: %+v, %v", kept, err)
	}

	allowed.Store(true)
	f.onTest()
	if !strings.Contains(said(f), a.Printer.T("settings.copies_to", "Mailbox", "Sent")) {
		t.Errorf("the test says %q", said(f))
	}
	if kept, err := a.DB.FilingOf(t.Context(), a.User.ID); err != nil || kept.Reason != "" || f.copies.Visible() {
		t.Errorf("still %+v, %v, %q", kept, err, f.copies.Text)
	}
}

// TestAccountSaysRefusedCopies counts those that a server does not take.
func TestAccountSaysRefusedCopies(t *testing.T) {
	a := desktest.New(t)
	lines := strings.Join(copiesLines(a, store.Filing{UserID: 1, Waiting: 4}), "\n")
	if lines != "" {
		t.Errorf("copies on their way: %q", lines)
	}
	lines = strings.Join(copiesLines(a, store.Filing{
		UserID: 1, Waiting: 4, Reason: "reason.timeout", Reply: "no", Refused: 2, RefusedReason: "reason.copy_too_large",
	}), "\n")
	for _, want := range []string{"4", a.Printer.T("reason.mailboxes_unreachable"), "no", "2", a.Printer.T("reason.copy_too_large")} {
		if !strings.Contains(lines, want) {
			t.Errorf("%q is not in %q", want, lines)
		}
	}
	if strings.Contains(lines, a.Printer.T("reason.timeout")) {
		t.Error("messages that left are told to wait")
	}
}
