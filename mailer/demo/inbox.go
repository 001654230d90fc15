package demo

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"garagemail/mailer/wholefile"
	"garagemail/store/garage"
)

// ParsedMessage is a mail of the demo inbox. Messages leaves Text, HTML, Attachments and Raw empty.
type ParsedMessage struct {
	ID          string
	From        string
	To          string
	Subject     string
	Date        time.Time
	Size        int64
	Text        string
	HTML        string
	Attachments []Attachment
	Raw         []byte
}

// Attachment is a file that came with a mail.
type Attachment struct {
	Name      string
	MediaType string
	Bytes     []byte
}

// Inbox is the folder of the demo's mails: one .eml file each, that any mail program opens.
type Inbox struct {
	folder string
}

func openDemoInbox(folder string) (*Inbox, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	return &Inbox{folder: folder}, nil
}

const emlSuffix = ".eml"

// add keeps a mail; a listing sees it whole or not at all.
func (b *Inbox) add(content []byte) error {
	name := time.Now().UTC().Format("20060102T150405.000000000") + "-" + rand.Text()[:6] + emlSuffix
	return wholefile.Write(filepath.Join(b.folder, name), content)
}

// Messages returns the headers of all mails, newest first.
func (b *Inbox) Messages() ([]ParsedMessage, error) {
	entries, err := os.ReadDir(b.folder)
	if err != nil {
		return nil, fmt.Errorf("demo inbox: %w", err)
	}
	var mails []ParsedMessage
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), emlSuffix) {
			continue
		}
		mail, err := b.header(entry.Name())
		if errors.Is(err, os.ErrNotExist) {
			continue // cleared meanwhile
		}
		if err != nil {
			return nil, fmt.Errorf("demo inbox: %w", err)
		}
		mails = append(mails, mail)
	}
	slices.SortFunc(mails, func(a, b ParsedMessage) int { return cmp.Compare(b.ID, a.ID) })
	return mails, nil
}

func (b *Inbox) header(name string) (ParsedMessage, error) {
	file, err := os.Open(filepath.Join(b.folder, name))
	if err != nil {
		return ParsedMessage{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return ParsedMessage{}, err
	}
	mail := readDemoHeader(file)
	mail.ID, mail.Size = strings.TrimSuffix(name, emlSuffix), info.Size()
	return mail, nil
}

// Message returns one mail as a whole, or garage.ErrNotFound.
func (b *Inbox) Message(id string) (ParsedMessage, error) {
	if id != filepath.Base(id) {
		return ParsedMessage{}, fmt.Errorf("demo mail %q: %w", id, garage.ErrNotFound)
	}
	content, err := os.ReadFile(filepath.Join(b.folder, id+emlSuffix))
	if errors.Is(err, os.ErrNotExist) {
		err = garage.ErrNotFound
	}
	if err != nil {
		return ParsedMessage{}, fmt.Errorf("demo mail %q: %w", id, err)
	}
	mail := readDemoMail(content)
	mail.ID, mail.Size, mail.Raw = id, int64(len(content)), content
	return mail, nil
}

// Clear removes all mails.
func (b *Inbox) Clear() error {
	entries, err := os.ReadDir(b.folder)
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), emlSuffix) {
			err = errors.Join(err, os.Remove(filepath.Join(b.folder, entry.Name())))
		}
	}
	if err != nil {
		return fmt.Errorf("clear demo inbox: %w", err)
	}
	return nil
}
