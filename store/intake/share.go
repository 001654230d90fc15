package intake

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"garagemail/store/tabular"
)

// shareCount tells a column of percentages written as fractions (0.21 for 21 %) from one of percentages.
type shareCount struct{ fractions, above int }

func (c *shareCount) add(cell string) {
	number, is := bareNumber(cell)
	if !is {
		return
	}
	switch one := pow10(number.Scale); {
	case number.Units < 0 || number.Units > one:
		c.above++
	case number.Units > 0 && number.Units < one:
		c.fractions++
	}
}

// isShare: some values are between 0 and 1 and none is above.
func (c *shareCount) isShare() bool { return c.fractions > 0 && c.above == 0 }

func pow10(exponent int) int64 {
	power := int64(1)
	for range min(exponent, 18) {
		power *= 10
	}
	return power
}

// bareNumber reads a number that says of itself neither that it is a percentage nor how it writes thousands.
func bareNumber(cell string) (tabular.Decimal, bool) {
	if strings.Contains(cell, "%") {
		return tabular.Decimal{}, false
	}
	comma, noComma := tabular.ParseDecimal(cell, tabular.DecimalComma)
	point, noPoint := tabular.ParseDecimal(cell, tabular.DecimalPoint)
	switch {
	case noComma == nil && noPoint == nil:
		return comma, comma == point
	case noComma == nil:
		return comma, true
	}
	return point, noPoint == nil
}

// readShare returns a fraction as basis points.
func readShare(cell string) (basisPoints string, is bool) {
	number, is := bareNumber(cell)
	if !is {
		return "", false
	}
	points, exact := number.At(4)
	return strconv.FormatInt(points, 10), exact
}

// detectShares finds the columns of percentages that are written as fractions. The first rows tell, unless they are compatible
// with fractions: then the whole column is asked, for a 21 on the last row says that 0.5 is half a percent.
func detectShares(table *importTable, sample []tabular.Row) (map[*importField]bool, error) {
	counts := map[int]*shareCount{}
	for i, field := range table.columns {
		if field != nil && field.kind == percentCell {
			counts[i] = &shareCount{}
		}
	}
	undecided := false
	for i, count := range counts {
		for _, row := range sample {
			count.add(row.Cells[i])
		}
		undecided = undecided || count.above == 0
	}
	if undecided && len(sample) >= sampleRows*9/10 {
		if err := table.countShares(counts); err != nil {
			return nil, err
		}
	}
	shares := map[*importField]bool{}
	for i, count := range counts {
		shares[table.columns[i]] = count.isShare()
	}
	return shares, nil
}

// countShares reads the whole table for its columns of percentages.
func (t *importTable) countShares(counts map[int]*shareCount) error {
	again, err := t.file.Again()
	if err != nil {
		return err
	}
	defer again.Close() //nolint:errcheck // it was only read
	for _, count := range counts {
		*count = shareCount{}
	}
	for {
		row, err := again.Next()
		var refused *tabular.RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &refused):
			continue
		case err != nil:
			return err
		}
		for i, count := range counts {
			count.add(row.Cells[i])
		}
	}
}
