package ui

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"mime"
	"os"
	"path/filepath"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/store/pictures"
)

// attachedFile reads a file for a mail. A picture is made small, also when its name does not say that it is one; a picture
// that cannot be read is refused, for the place where it was taken may stand in it.
func attachedFile(path string) (mailer.FileAttached, error) {
	info, err := os.Stat(path)
	if err != nil {
		return mailer.FileAttached{}, err
	}
	if info.Size() > max(store.MaxAttachment, pictures.MaxBytes) { // before a huge file fills the memory
		return mailer.FileAttached{}, &store.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return mailer.FileAttached{}, err
	}
	name := filepath.Base(path)
	plain := name[:len(name)-len(endingOf(name))]
	small, err := pictures.Shrink(bytes.NewReader(content), photoSides[1], mailedPhotoQuality)
	switch {
	case err == nil:
		return mailer.FileAttached{Name: plain + ".jpg", MediaType: "image/jpeg", Bytes: small}, nil
	case errors.Is(err, pictures.ErrPDF):
		name = plain + ".pdf"
	case !errors.Is(err, pictures.ErrNoPicture):
		return mailer.FileAttached{}, err
	case pictures.MayHavePlace(content):
		return mailer.FileAttached{}, fmt.Errorf("%s: %w", name, pictures.ErrHasPlace)
	}
	if len(content) > store.MaxAttachment {
		return mailer.FileAttached{}, &store.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	return mailer.FileAttached{
		Name: name, MediaType: cmp.Or(mime.TypeByExtension(filepath.Ext(name)), "application/octet-stream"), Bytes: content,
	}, nil
}
