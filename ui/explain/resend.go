package explain

import (
	"errors"

	"garagemail/assets/lang"
	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
)

// Owed says why a client got none.
func Owed(p *lang.Printer, problem compose.OwedProblem) string {
	switch {
	case problem.Err == nil:
		return problem.Issue.Sentence(p)
	case errors.Is(problem.Err, compose.ErrNothingOwed):
		return p.T("owed.nothing")
	case errors.Is(problem.Err, store.ErrReminded):
		return p.T("owed.reminded")
	case errors.Is(problem.Err, garage.ErrConflict):
		return p.T("owed.changing")
	}
	return Error(p, problem.Err)
}

// Resend says why a message did not go again.
func Resend(p *lang.Printer, problem compose.ResendProblem) string {
	switch {
	case problem.Err == nil:
		return problem.Issue.Sentence(p)
	case errors.Is(problem.Err, compose.ErrNothingOwed) || errors.Is(problem.Err, store.ErrReminded) || errors.Is(problem.Err, garage.ErrConflict):
		return Owed(p, compose.OwedProblem{Err: problem.Err})
	}
	return Error(p, problem.Err)
}
