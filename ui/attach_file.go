package ui

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strconv"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/pictures"
	"garagemail/ui/kit"
)

// originalSize is the choice of a picture as it is, but for what its camera wrote beside it.
const originalSize = 0

// photoSizes are the choices of how big pictures go out; those that a mail is written with also offer the original.
func photoSizes(w *kit.Window, withOriginal bool) []kit.Option {
	var sizes []kit.Option
	if withOriginal {
		sizes = append(sizes, kit.Option{Value: strconv.Itoa(originalSize), Label: w.T("files.photos_original")})
	}
	for i, side := range photoSides {
		label := w.T([]string{"files.photos_small", "files.photos_medium", "files.photos_large"}[i], "Side", strconv.Itoa(side))
		sizes = append(sizes, kit.Option{Value: strconv.Itoa(side), Label: label})
	}
	return sizes
}

// readFileToAttach reads a file for a mail, as it is.
func readFileToAttach(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > max(store.MaxAttachment, pictures.MaxBytes) { // before a huge file fills the memory
		return nil, &garage.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	return os.ReadFile(path) //nolint:gosec // the path is one that she picked
}

// attachedFile reads a file for a mail, see attachedContent.
func attachedFile(path string, side int) (compose.CaseAttached, error) {
	content, err := readFileToAttach(path)
	if err != nil {
		return compose.CaseAttached{}, err
	}
	return attachedContent(filepath.Base(path), content, side)
}

// attachedContent makes a file ready for a mail. A picture, also one whose name does not say that it is one, goes out without
// the place where it was taken, and with its longer side at most side; originalSize leaves its pixels alone. One that may
// say the place and cannot be cleaned is refused: errors.Is tells pictures.ErrHasPlace, or why it cannot be read.
func attachedContent(name string, content []byte, side int) (compose.CaseAttached, error) {
	plain := name[:len(name)-len(endingOf(name))]
	if side > originalSize {
		small, err := pictures.Shrink(bytes.NewReader(content), side, mailedPhotoQuality)
		switch {
		case err == nil:
			return compose.CaseAttached{Name: plain + ".jpg", MediaType: "image/jpeg", Bytes: small}, nil
		case errors.Is(err, pictures.ErrPDF):
			name = plain + ".pdf"
		case !errors.Is(err, pictures.ErrNoPicture):
			return compose.CaseAttached{}, err
		}
	}
	clean, err := pictures.WithoutPlace(content)
	if err != nil {
		return compose.CaseAttached{}, fmt.Errorf("%s: %w", name, err)
	}
	return contentAsIs(name, clean)
}

// contentAsIs is a file that goes along unchanged.
func contentAsIs(name string, content []byte) (compose.CaseAttached, error) {
	if len(content) > store.MaxAttachment {
		return compose.CaseAttached{}, &garage.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	return compose.CaseAttached{
		Name: name, MediaType: cmp.Or(mime.TypeByExtension(filepath.Ext(name)), "application/octet-stream"), Bytes: content,
	}, nil
}
