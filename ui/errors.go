package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/pictures"
	"garagemail/store/tabular"
	"garagemail/ui/kit"
)

// sentences says each fault that a person can do something about: what happened, what was kept, what to do next.
var sentences = []struct {
	fault error
	key   string
}{
	{garage.ErrNewerVersion, "error.newer_version"},
	{garage.ErrDamaged, "error.damaged"},
	{garage.ErrDiskFull, "error.disk_full"},
	{garage.ErrReadOnly, "error.read_only"},
	{garage.ErrBusy, "error.busy"},
	{garage.ErrNotFound, "error.not_found"},
	{garage.ErrInUse, "error.in_use"},
	{garage.ErrConflict, "error.conflict"},
	{intake.ErrUnknownTable, "error.unknown_table"},
	{tabular.ErrPassword, "error.file_password"},
	{tabular.ErrOldExcel, "error.file_old_excel"},
	{tabular.ErrOpenDocument, "error.file_open_document"},
	{tabular.ErrDamaged, "error.file_damaged"},
	{tabular.ErrNotTable, "error.file_not_table"},
	{tabular.ErrEmpty, "error.file_empty"},
	{tabular.ErrTooLarge, "error.file_too_large"},
	{pictures.ErrTooLarge, "error.picture_too_large"},
	{pictures.ErrTruncated, "error.picture_truncated"},
	{pictures.ErrPDF, "error.picture_pdf"},
	{pictures.ErrHasPlace, "error.picture_place"},
	{pictures.ErrNoPicture, "error.no_picture"},
	{store.ErrPhotoMissing, "error.photo_missing"},
	{store.ErrPhotoDamaged, "error.photo_damaged"},
	{context.DeadlineExceeded, "error.busy"},
}

// Explain turns an error into the sentence that the screens say, for the commands without a window.
func Explain(p *lang.Printer, err error) string { return explain(p, err) }

// explain turns an error into a sentence in the screen's language.
func explain(p *lang.Printer, err error) string {
	var field *garage.FieldError
	if errors.As(err, &field) {
		return p.T(field.Reason)
	}
	var rule *criteria.RuleError
	if errors.As(err, &rule) {
		return p.T(rule.Reason)
	}
	for _, one := range sentences {
		if errors.Is(err, one.fault) {
			return p.T(one.key)
		}
	}
	return p.T("error.unexpected", "Detail", firstLine(err.Error()))
}

func firstLine(text string) string {
	for i, r := range text {
		if r == '\n' || i > 300 {
			return text[:i]
		}
	}
	return text
}

// ShowStartError says in a window why the program cannot open its file, and returns when it is closed.
func ShowStartError(app fyne.App, p *lang.Printer, path string, err error) {
	app.Settings().SetTheme(kit.Theme())
	speakFyne(p.Language())
	w := kit.NewWindow(&kit.Host{App: app, Printer: p}, kit.WindowOptions{
		Key: "start_error", Title: "GarageMail", Size: fyne.NewSize(620, 260), Main: true,
	})
	w.SetBody(kit.Page(p.T("error.cannot_open"), explain(p, err)+"\n\n"+path, p.T("kit.close"), w.Close))
	w.Show()
	app.Run()
}
