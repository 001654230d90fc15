package garage

import "time"

// Day returns the day of a moment where the garage is, as it is stored: 2026-01-31.
func Day(moment time.Time) string { return moment.Local().Format(time.DateOnly) }
