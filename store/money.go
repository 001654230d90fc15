package store

// Cents is an amount of euro in integer cents.
type Cents int64

// Thousandths is an exact quantity: 1250 is 1.25.
type Thousandths int64

// BasisPoints is an exact rate: 2100 is 21 %.
type BasisPoints int64

// divideRounded divides and rounds half away from zero, as EN 16931 and every accountant do.
func divideRounded(value, by int64) int64 {
	if value < 0 {
		return -divideRounded(-value, by)
	}
	return (value + by/2) / by
}
