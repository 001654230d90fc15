package garage

// ReminderLevel is how a reminder speaks: 1 friendly, 2 firm, 3 last before other means.
type ReminderLevel int
