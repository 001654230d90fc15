package storetest

import (
	"testing"

	"github.com/xuri/excelize/v2"
)

// LockedWorkbook writes an XLSX file that opens with a password only.
func LockedWorkbook(t testing.TB, path string) {
	t.Helper()
	if err := excelize.NewFile().SaveAs(path, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
}

// Sheet is a sheet of a Workbook, its rows from the first on.
type Sheet struct {
	Name   string
	Rows   [][]any
	Hidden bool
}

// Workbook writes an XLSX file with these sheets.
func Workbook(t testing.TB, path string, sheets ...Sheet) {
	t.Helper()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	book := excelize.NewFile()
	for _, sheet := range sheets {
		_, err := book.NewSheet(sheet.Name)
		check(err)
		for n, row := range sheet.Rows {
			cell, err := excelize.CoordinatesToCellName(1, n+1)
			check(err)
			check(book.SetSheetRow(sheet.Name, cell, &row))
		}
	}
	check(book.DeleteSheet("Sheet1"))
	for _, sheet := range sheets {
		check(book.SetSheetVisible(sheet.Name, !sheet.Hidden))
	}
	check(book.SaveAs(path))
}
