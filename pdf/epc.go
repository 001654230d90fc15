package pdf

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"strings"
	"unicode/utf8"

	marotoimage "github.com/johnfercher/maroto/v2/pkg/components/image"
	"github.com/johnfercher/maroto/v2/pkg/consts/extension"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"
	"rsc.io/qr"

	"garagemail/store/decimal"
	"garagemail/store/garage"
)

// ErrNoPayment is returned where a payment code cannot be made: no good IBAN, no name, no amount that a transfer can have.
var ErrNoPayment = errors.New("no payment to code")

// EPC returns the lines of the European payment code (EPC069-12, version 002) that asks to pay an amount to the company.
// A good structured communication goes on the structured line; without one, text says on the line for people what is paid, at
// most 140 characters of it.
func EPC(company garage.Company, amount garage.Cents, ogm, text string) (string, error) {
	name := strings.TrimSpace(strings.Join(strings.Fields(company.Name), " "))
	iban := strings.ToUpper(strings.ReplaceAll(strings.ReplaceAll(company.IBAN, " ", ""), "\u00a0", ""))
	if garage.CheckIBAN(iban) != "" || iban == "" || name == "" || amount <= 0 || amount > 99_999_999_999 {
		return "", ErrNoPayment
	}
	name = firstRunes(name, 70)
	reference := ""
	text = firstRunes(strings.Join(strings.Fields(text), " "), 140)
	if ogm != "" && garage.CheckOGM(ogm) == "" {
		reference, text = garage.FormatOGM(ogm), ""
	}
	lines := []string{
		"BCD", "002", "1", "SCT", strings.ToUpper(strings.ReplaceAll(company.BIC, " ", "")), name, iban,
		"EUR" + decimal.Text(int64(amount), 2), "", reference, text,
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n"), nil
}

// firstRunes cuts what a line of the code has no room for.
func firstRunes(text string, most int) string {
	for utf8.RuneCountInString(text) > most {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}

// qrImage is a payment code as a part of a page; the library's own code takes eighty times as long and has no quiet zone.
func qrImage(code string) (core.Component, error) {
	picture, err := qrPicture(code)
	if err != nil {
		return nil, err
	}
	return marotoimage.NewFromBytes(picture, extension.Png, props.Rect{Percent: 100, Center: true}), nil
}

// qrPicture draws a code at level M with the quiet zone of four modules that readers need.
func qrPicture(code string) ([]byte, error) {
	made, err := qr.Encode(code, qr.M)
	if err != nil {
		return nil, err
	}
	const module, quiet = 6, 4
	side := (made.Size + 2*quiet) * module
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black}) // one bit a dot
	for y := range side {
		row := picture.Pix[y*picture.Stride:][:side]
		if y%module != 0 {
			copy(row, picture.Pix[(y-1)*picture.Stride:])
			continue
		}
		for x := range row {
			if made.Black(x/module-quiet, y/module-quiet) {
				row[x] = 1
			}
		}
	}
	var encoded bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&encoded, picture)
	return encoded.Bytes(), err
}
