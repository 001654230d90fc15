package tabular

import "strings"

// Spreadsheets run a CSV cell that begins with = + - @ as a formula, and some look past a tab or a line break before
// it. Such a cell is written with an apostrophe in front, and loses it when it is read back. What begins with + or -
// and holds digits and marks only (-12,50, +32 475/12.34.56) cannot name a function or another cell: it is left as it
// is, so that numbers stay numbers.

// guarded returns a cell as it is safe to write.
func guarded(cell string) string {
	if isFormula(cell) {
		return "'" + cell
	}
	return cell
}

// unguarded returns what was written as cell.
func unguarded(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && isFormula(cell[1:]) {
		return cell[1:]
	}
	return cell
}

// isFormula also reports a formula behind apostrophes, so that a text that really begins with '= comes back whole.
func isFormula(cell string) bool {
	cell = strings.TrimLeft(cell, "'")
	if cell == "" {
		return false
	}
	switch cell[0] {
	case '=', '@', '\t', '\r', '\n':
		return true
	case '+', '-':
		return strings.Trim(cell, "+-0123456789 .,/()\u00A0\u202F") != ""
	}
	return strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") || strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＠")
}
