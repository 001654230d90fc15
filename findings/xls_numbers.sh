#!/bin/bash
# The guess: the two public Go modules that read .xls hand over -1, 38910 and "Citroën" as a workbook of Excel 97 holds them.
# What is: github.com/extrame/xls v0.0.1 and github.com/shakinm/xlsReader v0.9.12 both forget the sign of an integer that Excel keeps in 30
# bits (-1 becomes 1073741823). The first also makes a date of a number with a format of the workbook's own (38910 as #,##0" km" becomes
# 12 July 2006); the second hands over the bytes of a text of one byte a letter as they stand, which is no UTF-8.
# Exits with 0 while this is so.
set -euo pipefail
room=$(mktemp -d)
trap 'chmod -R u+w "$room"; rm -rf "$room"' EXIT
cd "$room"
cat > go.mod <<'E'
module finding

go 1.24

require (
	github.com/extrame/xls v0.0.1
	github.com/shakinm/xlsReader v0.9.12
)
E
cat > main.go <<'E'
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"unicode/utf16"

	extrame "github.com/extrame/xls"
	shakinm "github.com/shakinm/xlsReader/xls"
)

var little = binary.LittleEndian

func record(out []byte, id uint16, data ...byte) []byte {
	return append(little.AppendUint16(little.AppendUint16(out, id), uint16(len(data))), data...)
}

// workbook is one row of a sheet in the stream of Excel 97: -1 as it is and 38910 as #,##0" km", both integers of 30 bits, and a text.
func workbook() []byte {
	integer := func(out []byte, column, style byte, value int32) []byte {
		return record(out, 0x27E, append([]byte{0, 0, column, 0, style, 0}, little.AppendUint32(nil, uint32(value)<<2|2)...)...)
	}
	begin := func(out []byte, kind byte) []byte { return record(out, 0x809, 0, 6, kind, 0, 0xBB, 0x0D, 0xCC, 7, 0, 0, 0, 0, 6, 0, 0, 0) }
	book := begin(nil, 5)
	book = record(book, 0x42, 0xB0, 4)
	book = record(book, 0x41E, append([]byte{164, 0, 10, 0, 0}, `#,##0" km"`...)...)
	book = record(book, 0xE0, make([]byte, 20)...)
	book = record(book, 0xE0, append([]byte{0, 0, 164, 0}, make([]byte, 16)...)...)
	place := len(book) + 4
	book = record(book, 0x85, 0, 0, 0, 0, 0, 0, 1, 0, 'A')
	book = record(book, 0xFC, append([]byte{1, 0, 0, 0, 1, 0, 0, 0, 7, 0, 0}, "Citro\xEBn"...)...)
	book = record(book, 0x0A)
	little.PutUint32(book[place:], uint32(len(book)))
	book = begin(book, 16)
	book = record(book, 0x200, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0)
	book = record(book, 0x208, 0, 0, 0, 0, 3, 0, 255, 0, 0, 0, 0, 0, 0, 1, 15, 0)
	book = integer(book, 0, 0, -1)
	book = integer(book, 1, 1, 38910)
	book = record(book, 0xFD, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0)
	return record(book, 0x0A)
}

// container is an OLE file with that one stream: its table of sectors, its directory, then 4,096 bytes of the stream.
func container(stream []byte) []byte {
	stream = append(stream, make([]byte, 4096-len(stream))...)
	head := make([]byte, 512)
	copy(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	for at, value := range map[int]uint16{24: 0x3E, 26: 3, 28: 0xFFFE, 30: 9, 32: 6} {
		little.PutUint16(head[at:], value)
	}
	for at, value := range map[int]uint32{44: 1, 48: 1, 56: 4096, 60: 0xFFFFFFFE, 68: 0xFFFFFFFE, 76: 0} {
		little.PutUint32(head[at:], value)
	}
	for at := 80; at < 512; at += 4 {
		little.PutUint32(head[at:], 0xFFFFFFFF)
	}
	var sectors []byte
	for at := range uint32(128) {
		next := uint32(0xFFFFFFFF)
		switch {
		case at == 0:
			next = 0xFFFFFFFD
		case at == 1, at == 9:
			next = 0xFFFFFFFE
		case at < 9:
			next = at + 1
		}
		sectors = little.AppendUint32(sectors, next)
	}
	entry := func(name string, kind byte, child, start, size uint32) []byte {
		one := make([]byte, 128)
		for i, unit := range utf16.Encode([]rune(name)) {
			little.PutUint16(one[2*i:], unit)
		}
		if name != "" {
			little.PutUint16(one[64:], uint16(2*len(name)+2))
		}
		one[66], one[67] = kind, 1
		for at, value := range map[int]uint32{68: 0xFFFFFFFF, 72: 0xFFFFFFFF, 76: child, 116: start, 120: size} {
			little.PutUint32(one[at:], value)
		}
		return one
	}
	directory := append(entry("Root Entry", 5, 1, 0xFFFFFFFE, 0), entry("Workbook", 2, 0xFFFFFFFF, 2, 4096)...)
	directory = append(append(directory, entry("", 0, 0xFFFFFFFF, 0, 0)...), entry("", 0, 0xFFFFFFFF, 0, 0)...)
	return append(append(append(head, sectors...), directory...), stream...)
}

func main() {
	if err := os.WriteFile("cars.xls", container(workbook()), 0o600); err != nil {
		panic(err)
	}
	one, err := extrame.Open("cars.xls", "utf-8")
	if err != nil {
		panic(err)
	}
	row := one.GetSheet(0).Row(0)
	fmt.Printf("extrame: -1 is %q, 38910 is %q\n", row.Col(0), row.Col(1))
	other, err := shakinm.OpenFile("cars.xls")
	if err != nil {
		panic(err)
	}
	sheet, err := other.GetSheet(0)
	if err != nil {
		panic(err)
	}
	cells, err := sheet.GetRow(0)
	if err != nil {
		panic(err)
	}
	number, _ := cells.GetCol(0)
	text, _ := cells.GetCol(2)
	fmt.Printf("shakinm: -1 is %q, Citroën is %q\n", number.GetString(), text.GetString())
}
E
export GOFLAGS=-mod=mod
go run . > said 2> log || { cat log; exit 1; }
cat said
grep -qF 'extrame: -1 is "1073741823", 38910 is "2006-07-12T00:00:00Z"' said
grep -qF 'shakinm: -1 is "1073741823", Citroën is "Citro\xebn"' said
echo "Both hand over other values than the workbook holds."
