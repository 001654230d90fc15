package sqlite

import "time"

// TimeFormat is how times stand in the file: UTC, fixed width, so that text order is time order.
const TimeFormat = "2006-01-02T15:04:05.000Z"

// FormatTime writes a time as it stands in the file, "" for none.
func FormatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(TimeFormat)
}

// ParseTime reads a time of the file; what is none is the zero time.
func ParseTime(s string) time.Time {
	t, err := time.Parse(TimeFormat, s)
	if err != nil {
		return time.Time{}
	}
	return t
}
