package desk

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/pictures"
	"garagemail/ui/kit"
)

// OriginalSize is the choice of a picture as it is, but for what its camera wrote beside it.
const OriginalSize = 0

// PhotoSizes are the choices of how big pictures go out; those that a mail is written with also offer the original.
func PhotoSizes(w *kit.Window, withOriginal bool) []kit.Option {
	var sizes []kit.Option
	if withOriginal {
		sizes = append(sizes, kit.Option{Value: strconv.Itoa(OriginalSize), Label: w.T("files.photos_original")})
	}
	for i, side := range PhotoSides {
		label := w.T([]string{"files.photos_small", "files.photos_medium", "files.photos_large"}[i], "Side", strconv.Itoa(side))
		sizes = append(sizes, kit.Option{Value: strconv.Itoa(side), Label: label})
	}
	return sizes
}

// ReadFileToAttach reads a file for a mail, as it is.
func ReadFileToAttach(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > max(store.MaxAttachment, pictures.MaxBytes) { // before a huge file fills the memory
		return nil, &garage.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	return os.ReadFile(path) //nolint:gosec // the path is one that she picked
}

// AttachedFile reads a file for a mail, see attachedContent.
func AttachedFile(path string, side int) (compose.CaseAttached, error) {
	content, err := ReadFileToAttach(path)
	if err != nil {
		return compose.CaseAttached{}, err
	}
	return AttachedContent(filepath.Base(path), content, side)
}

// AttachedContent makes a file ready for a mail. A picture, also one whose name does not say that it is one, goes out without
// the place where it was taken, and with its longer side at most side; originalSize leaves its pixels alone. One that may
// say the place and cannot be cleaned is refused: errors.Is tells pictures.ErrHasPlace, or why it cannot be read.
func AttachedContent(name string, content []byte, side int) (compose.CaseAttached, error) {
	plain := name[:len(name)-len(EndingOf(name))]
	if side > OriginalSize {
		small, err := pictures.Shrink(bytes.NewReader(content), side, MailedPhotoQuality)
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
	return ContentAsIs(name, clean)
}

// ContentAsIs is a file that goes along unchanged.
func ContentAsIs(name string, content []byte) (compose.CaseAttached, error) {
	if len(content) > store.MaxAttachment {
		return compose.CaseAttached{}, &garage.FieldError{Field: "attachment", Reason: "check.attachment_too_large"}
	}
	return compose.CaseAttached{
		Name: name, MediaType: cmp.Or(mime.TypeByExtension(filepath.Ext(name)), "application/octet-stream"), Bytes: content,
	}, nil
}

// PhotoSides are the sizes that photos go out in: the longer side in pixels. A claim can be judged by the middle one, and
// ten of them pass any server.
var PhotoSides = []int{1024, 1600, 2400}

// MailedPhotoQuality is the JPEG quality, of 100, of photos that are made smaller for a mail.
const MailedPhotoQuality = 82

// EndingOf is what a name ends in when that is short enough to be the ending of a picture.
func EndingOf(name string) string {
	if at := strings.LastIndexByte(name, '.'); at > 0 && len(name)-at <= 5 {
		return name[at:]
	}
	return ""
}
