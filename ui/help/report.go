package help

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/signin"
	"garagemail/store/backup"
	"garagemail/store/figures"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// Report shows what somebody who looks after the machine asks for first: versions, figures, settings without names, and what the outbox
// says. She reads it before she gives it away: no client, no address, no login, no folder of hers stands in it.
func Report(a *desk.App, over *kit.Window) {
	screen := screenLine(over)
	status := outboxLines(a)
	kit.Load(over, "help.report", func(ctx context.Context) (string, error) {
		lines, err := fileLines(ctx, a)
		return strings.Join(append(append([]string{"GarageMail " + a.Version, screen}, append(machineLines(), status...)...), lines...), "\n"), err
	}, func(text string) { showReport(a, over, text) })
}

func showReport(a *desk.App, w *kit.Window, text string) {
	shown := widget.NewLabel(text)
	shown.TextStyle.Monospace, shown.Selectable = true, true
	intro := kit.WrappedLabel()
	intro.SetText(w.T("help.report_text"))
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("help.report"), MinSize: fyne.NewSize(700, 470),
		Body: container.NewBorder(intro, nil, nil, nil, container.NewScroll(shown)),
		Choices: []kit.Choice{
			{Label: w.T("kit.close"), Cancel: true},
			{Label: w.T("kit.copy"), Icon: theme.ContentCopyIcon(), Do: func() bool {
				a.Host.App.Clipboard().SetContent(text)
				w.Notice(w.T("help.report_copied"), "", nil)
				return true
			}},
			{Label: w.T("action.save"), Icon: theme.DocumentSaveIcon(), Default: true, Do: func() bool {
				w.ChooseSave(kit.Files{Purpose: "report", Title: w.T("help.report"), Begin: kit.PlaceDocuments}, w.T("help.report_file")+".txt", func(path string) { writeReport(w, path, text) })
				return true
			}},
		},
	})
}

func writeReport(w *kit.Window, path, text string) {
	kit.Do(w, "help.report.write", func(context.Context) error {
		return os.WriteFile(path, []byte(text+"\n"), 0o600)
	}, func() { w.Notice(w.T("help.report_saved", "File", filepath.Base(path)), "", nil) })
}

// machineLines say what the program was built of and where it runs.
func machineLines() []string {
	lines := []string{
		"system: " + runtime.GOOS + "/" + runtime.GOARCH + systemName(), fmt.Sprintf("processors: %d", runtime.NumCPU()), "go: " + runtime.Version(),
		"time: " + time.Now().Format("2006-01-02 15:04 -07:00"),
	}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return lines
	}
	for _, setting := range build.Settings {
		if strings.HasPrefix(setting.Key, "vcs.") || setting.Key == "-tags" {
			lines = append(lines, setting.Key+": "+setting.Value)
		}
	}
	for _, module := range build.Deps {
		if module.Path == "fyne.io/fyne/v2" || module.Path == "modernc.org/sqlite" {
			lines = append(lines, module.Path+": "+module.Version)
		}
	}
	return lines
}

// systemName is what a Linux calls itself, "" elsewhere.
func systemName() string {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(release)) {
		if name, found := strings.CutPrefix(strings.TrimSpace(line), "PRETTY_NAME="); found {
			return " (" + strings.Trim(name, `"`) + ")"
		}
	}
	return ""
}

func screenLine(w *kit.Window) string {
	size := w.Canvas().Size()
	return fmt.Sprintf("window: %.0f x %.0f at scale %.2f, language %s, session %s", size.Width, size.Height, w.Canvas().Scale(),
		w.Host.Printer.Language(), cmp.Or(os.Getenv("XDG_SESSION_TYPE"), "-"))
}

// outboxLines say how the worker stands. A server's own words are left out: they name addresses.
func outboxLines(a *desk.App) (lines []string) {
	if a.Worker == nil {
		return nil
	}
	status := a.Worker.Status()
	lines = append(lines, fmt.Sprintf("outbox: ours %t, paused %t, uncertain %d, held %d", status.Holding, status.Paused, status.Uncertain, status.Held))
	for _, account := range status.Accounts {
		lines = append(lines, fmt.Sprintf("account %d: %s %s", account.UserID, account.State, account.Reason))
	}
	for _, filing := range status.Unfiled {
		lines = append(lines, fmt.Sprintf("mailbox of account %d: %s", filing.UserID, filing.Reason))
	}
	return lines
}

// fileLines say what the file holds, in numbers.
func fileLines(ctx context.Context, a *desk.App) ([]string, error) {
	counted, err := figures.Of(ctx, a.DB)
	if err != nil {
		return nil, err
	}
	users, err := a.DB.Users(ctx)
	if err != nil {
		return nil, err
	}
	lines := []string{fmt.Sprintf("file: %d bytes, schema %d, demo %t, check %s", counted.Size, counted.Schema, a.Demo != nil, checked(a.DB.Check(ctx)))}
	if copies, err := backup.List(a.DB.Path()); err == nil {
		lines = append(lines, fmt.Sprintf("backups: %d", len(copies)))
		if len(copies) > 0 {
			lines = append(lines, fmt.Sprintf("newest backup: %s, %d bytes", copies[0].At.Format("2006-01-02 15:04"), copies[0].Size))
		}
	}
	for _, user := range users {
		lines = append(lines, userLine(user))
	}
	for _, table := range counted.Tables {
		lines = append(lines, fmt.Sprintf("rows of %s: %d", table.Name, table.Rows))
	}
	for _, o := range counted.Outcomes {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("messages %s: %d  %s %s", o.State, o.Count, o.Reason, replyCode(o.ReplyCode))))
	}
	return lines, nil
}

func checked(err error) string {
	if err != nil {
		return "failed"
	}
	return "passed"
}

func replyCode(code int) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprint(code)
}

// userLine names the server only where it is a provider's: the garage's own has its name, and often hers.
func userLine(user garage.User) string {
	server := "own server"
	for _, preset := range signin.Presets {
		if strings.EqualFold(preset.Server, user.SMTPServer) {
			server = preset.Server
		}
	}
	if user.SMTPServer == "" {
		server = "none"
	}
	return fmt.Sprintf("account %d: %s, port %d, %s, signs in by %s, login %t, mailbox %t, own authority %t", user.ID, server, user.SMTPPort, user.Security,
		user.SignIn, user.SMTPLogin != "", user.IMAPServer != "", user.CAFile != "")
}
