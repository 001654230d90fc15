package pictures

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"garagemail/store/pictures/picturetest"
)

func TestTakeKeepsTheOrder(t *testing.T) {
	var paths, seen []string
	for i := range 30 {
		data := picturetest.JPEG(t, picturetest.StoredAs(1+i%8, 32+8*(i%5), 24), picturetest.ExifBlock(binary.BigEndian, 1+i%8))
		if i == 7 {
			data = []byte("%PDF-1.7")
		}
		paths = append(paths, fileOf(t, fmt.Sprintf("DSC_%04d.JPG", i), data))
	}
	paths = append(paths, paths[0]+".gone")
	err := Take(t.Context(), paths, func(taken Taken) error {
		i := len(seen)
		seen = append(seen, taken.Path)
		switch i {
		case 7:
			if !errors.Is(taken.Err, ErrPDF) || taken.Data != nil {
				t.Errorf("a PDF: %v", taken.Err)
			}
			return nil
		case 30:
			if !errors.Is(taken.Err, os.ErrNotExist) {
				t.Errorf("a file that is gone: %v", taken.Err)
			}
			return nil
		}
		check(t, taken.Err)
		data, err := os.ReadFile(taken.Path)
		check(t, err)
		sum := sha256.Sum256(data)
		if taken.SHA256 != hex.EncodeToString(sum[:]) || string(taken.Data) != string(data) {
			t.Errorf("%d is not the file", i)
		}
		picturetest.MustShow(t, taken.Path, taken.Thumbnail, 32+8*(i%5), 24)
		return nil
	})
	check(t, err)
	if !slices.Equal(seen, paths) {
		t.Errorf("handed over %v", seen)
	}
}

func TestTakeEnds(t *testing.T) {
	path := fileOf(t, "a.jpg", picturetest.JPEG(t, picturetest.StoredAs(1, 64, 48), nil))
	paths := slices.Repeat([]string{path}, 50)
	full, count := errors.New("disk is full"), 0
	err := Take(t.Context(), paths, func(Taken) error {
		if count++; count == 3 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || count != 3 {
		t.Errorf("%v after %d", err, count)
	}
	ctx, cancel := context.WithCancel(t.Context())
	count = 0
	err = Take(ctx, paths, func(Taken) error {
		if count++; count == 5 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || count != 5 {
		t.Errorf("%v after %d", err, count)
	}
	check(t, Take(t.Context(), nil, func(Taken) error { return full }))
}
