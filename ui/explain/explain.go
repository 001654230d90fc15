// Package explain turns an error into the sentence that is said to a person: what happened, what was kept, what to do next. It
// needs no window.
package explain

import (
	"context"
	"errors"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/pictures"
	"garagemail/store/tabular"
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
	{garage.ErrOnNetwork, "error.on_network"},
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

// Error turns an error into a sentence in the screen's language.
func Error(p *lang.Printer, err error) string {
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
