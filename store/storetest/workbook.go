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
