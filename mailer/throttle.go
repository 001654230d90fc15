package mailer

import (
	"context"
	"slices"
	"time"

	"garagemail/mailer/smtp"
)

// speed holds an account to its limits, and to what its server's refusals have taught; guarded by the worker's mu.
type speed struct {
	limits   smtp.Limits
	loaded   bool
	gone     []time.Time // when messages left, or were claimed to leave, oldest first
	learnt   int         // messages a minute after a "too fast", 0 = never said, or long ago
	learntAt time.Time
	singleAt time.Time // when the server took no second connection
}

const (
	day = 24 * time.Hour
	// easeAfter is how long a learnt pace holds before it is doubled.
	easeAfter     = 10 * time.Minute
	slowDownAgain = 20 * time.Second
	// easyPace is a learnt pace that holds nothing back any more.
	easyPace = 600
	// singleFor is how long a server that took no second connection is not asked for one.
	singleFor = time.Hour
)

// slowDown halves the pace. What several connections are told at once counts once.
func (s *speed) slowDown(now time.Time) {
	if s.learnt > 0 && now.Sub(s.learntAt).Abs() < slowDownAgain {
		return
	}
	rate := s.perMinute(now)
	if recent := s.since(now.Add(-time.Minute)); rate == 0 || recent > 0 && recent < rate {
		rate = recent
	}
	s.learnt, s.learntAt = max(slowestPace, rate/2), now
}

// slowestPace is the least that a learnt pace lets go in a minute.
const slowestPace = 2

// perMinute is the pace of now, 0 = none.
func (s *speed) perMinute(now time.Time) int {
	if s.learnt > 0 && now.Sub(s.learntAt) >= easeAfter {
		for ; s.learnt < easyPace && now.Sub(s.learntAt) >= easeAfter; s.learntAt = s.learntAt.Add(easeAfter) {
			s.learnt *= 2
		}
		if s.learnt >= easyPace {
			s.learnt = 0
		}
	}
	if s.learnt > 0 && (s.limits.PerMinute == 0 || s.learnt < s.limits.PerMinute) {
		return s.learnt
	}
	return s.limits.PerMinute
}

func (s *speed) connections(now time.Time) int {
	if s.perMinute(now); s.learnt > 0 || now.Sub(s.singleAt).Abs() < singleFor {
		return 1
	}
	return min(max(s.limits.Connections, 1), smtp.MaxConnections)
}

// since counts the messages that left after a moment.
func (s *speed) since(moment time.Time) int { return len(s.gone) - s.firstAfter(moment) }

func (s *speed) firstAfter(moment time.Time) int {
	i, _ := slices.BinarySearchFunc(s.gone, moment, func(at, moment time.Time) int {
		if at.After(moment) {
			return 1
		}
		return -1
	})
	return i
}

// next is when another message may leave, the zero time = now, and why not before.
func (s *speed) next(now time.Time) (time.Time, smtp.Reason) {
	s.forget(now)
	if most := s.limits.PerDay; most > 0 && len(s.gone) >= most {
		return s.gone[len(s.gone)-most].Add(day), smtp.ReasonDailyLimit
	}
	if most := s.perMinute(now); most > 0 && s.since(now.Add(-time.Minute)) >= most {
		return s.gone[len(s.gone)-most].Add(time.Minute), smtp.ReasonPace
	}
	return time.Time{}, ""
}

// forget drops what no limit asks for any more, and what a clock that was set back has left in the future.
func (s *speed) forget(now time.Time) {
	keep := time.Minute
	if s.limits.PerDay > 0 {
		keep = day
	}
	s.gone = s.gone[s.firstAfter(now.Add(-keep)):]
	s.gone = s.gone[:s.firstAfter(now)]
}

// doneAt is when the last of count messages leaves at this pace: each takes the place of one that left a day, or a
// minute, before.
func (s *speed) doneAt(now time.Time, count int) time.Time {
	if count == 0 {
		return time.Time{}
	}
	done := now
	if most := s.perMinute(now); most > 0 {
		done = now.Add(time.Duration(count/most) * time.Minute)
	}
	if most := s.limits.PerDay; most > 0 {
		if over := len(s.gone) + count - most; over > 0 { // the over-th to leave has to wait for a place of before
			days, rest := (over-1)/most, (over-1)%most
			place := now
			if rest < len(s.gone) {
				place = s.gone[rest]
			}
			done = latest(done, place.Add(time.Duration(days+1)*day))
		}
	}
	return done
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// loadPace brings the account's limits up to date and, the first time, what it has sent in the last day.
func (w *Worker) loadPace(ctx context.Context, account smtp.Account) error {
	w.mu.Lock()
	speed := &w.accounts[account.UserID].speed
	speed.limits = account.Limits
	loaded := speed.loaded || account.Limits.PerDay == 0
	w.mu.Unlock()
	if loaded {
		return nil
	}
	gone, err := w.DB.SentSince(ctx, account.UserID, w.DB.Now().Add(-day))
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	speed.gone, speed.loaded = gone, true
	return nil
}

// forgetGone makes every account read again what it has sent: another program may have held the outbox.
func (w *Worker) forgetGone() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, account := range w.accounts {
		account.speed.loaded = false
	}
}

// take asks for the place of one message of an account's pace.
func (w *Worker) take(userID int64) bool {
	now := w.DB.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	account := w.accounts[userID]
	if w.paused || account.halt.State != "" {
		return false
	}
	if next, _ := account.speed.next(now); !next.IsZero() {
		return false
	}
	account.speed.gone = append(account.speed.gone, now)
	return true
}

// untake gives the place of a message back that did not leave.
func (w *Worker) untake(userID int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if speed := &w.accounts[userID].speed; len(speed.gone) > 0 {
		speed.gone = speed.gone[:len(speed.gone)-1]
	}
}

// heldBack is the status of an account that has something to send but must keep its pace, the zero one otherwise.
func (w *Worker) heldBack(ctx context.Context, userID int64) AccountStatus {
	now := w.DB.Now()
	w.mu.Lock()
	next, reason := w.accounts[userID].speed.next(now)
	w.mu.Unlock()
	if next.IsZero() {
		return AccountStatus{}
	}
	due, err := w.DB.DueCount(ctx, userID, maxDue)
	if err != nil || due == 0 {
		return AccountStatus{}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return AccountStatus{
		State: AccountWaiting, Reason: reason, RetryAt: next, DoneAt: w.accounts[userID].speed.doneAt(now, due),
	}
}

// maxDue bounds the counting for a forecast.
const maxDue = 100_000
