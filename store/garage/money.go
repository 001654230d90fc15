package garage

// Cents is an amount of euro in integer cents.
type Cents int64

// Millionths is an exact price of a unit in millionths of a euro: 1234500 is 1.2345.
type Millionths int64

// Thousandths is an exact quantity: 1250 is 1.25.
type Thousandths int64

// BasisPoints is an exact rate: 2100 is 21 %.
type BasisPoints int64
