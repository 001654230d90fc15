package mailer

import (
	"math/rand/v2"
	"time"

	"garagemail/mailer/smtp"
)

// A message that was refused for the time being is tried again after growing pauses, for giveUpAfter.
var messagePauses = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour,
}

// connectionPauses are those of an account whose server cannot be reached or asks for patience.
var connectionPauses = []time.Duration{
	2 * time.Second, 5 * time.Second, 15 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute,
}

const (
	giveUpAfter = 48 * time.Hour
	// giveUpTries keeps a program that was off over the weekend from giving up after one try.
	giveUpTries = 5
	// busyPause is the least pause after "too fast", dailyPause after "enough for today".
	busyPause  = 30 * time.Second
	dailyPause = time.Hour
	// storePause is the pause after the file could not be written.
	storePause = time.Second
)

// pauseAfter returns the pause after the nth trouble in a row (1 = first), up to a fifth longer or shorter: several
// messages, or several programs, must not come back all at once.
func pauseAfter(pauses []time.Duration, n int) time.Duration {
	pause := pauses[min(max(n, 1), len(pauses))-1]
	return pause + time.Duration((rand.Float64()-0.5)*0.4*float64(pause))
}

// connectionPause is the pause of an account after its nth trouble in a row.
func connectionPause(reason smtp.Reason, n int) time.Duration {
	pause := pauseAfter(connectionPauses, n)
	switch reason {
	case smtp.ReasonDailyLimit:
		return max(pause, dailyPause)
	case smtp.ReasonTooFast, smtp.ReasonTooManyConnections:
		return max(pause, busyPause)
	}
	return pause
}
