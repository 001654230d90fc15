package command

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/papers"
)

// ublAnswer is what `garagemail ubl --json` prints.
type ublAnswer struct {
	Document int64           `json:"document"`
	Number   string          `json:"number"`
	File     string          `json:"file"` // "" when a rule keeps it from being written
	Size     int             `json:"size"`
	Problems []problemAnswer `json:"problems"`
}

// writeUBL writes a document as an electronic invoice, its PDF inside: nothing where it breaks a rule. Why it has no VAT can be said with it.
func (c *command) writeUBL() work {
	file := c.flags.String("o", "", c.p.T("help.flag.o"))
	reason := c.flags.String("zero-vat", "", c.p.T("help.flag.zero_vat"))
	return func(words []string) int {
		if *file == "" || garage.CheckZeroVAT(garage.ZeroVAT(*reason)) != "" {
			return c.wrongUse("")
		}
		return c.writeUBLOf(words[0], *file, garage.ZeroVAT(*reason))
	}
}

func (c *command) writeUBLOf(number, file string, reason garage.ZeroVAT) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // what is written is committed
	document, err := documentNumbered(ctx, db, number)
	if err != nil {
		fmt.Fprintf(c.stderr, "garagemail ubl: %v\n", err)
		return ExitUsage
	}
	if reason != "" {
		if err := db.SetZeroVAT(ctx, document.ID, reason); err != nil {
			return c.fail(ctx, err)
		}
		document.ZeroVAT = reason
	}
	made, err := electronicOf(ctx, db, document)
	if err == nil && made.XML != nil {
		err = os.WriteFile(file, made.XML, 0o600)
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	answer := ublAnswer{Document: document.ID, Number: document.Number, Size: len(made.XML), Problems: c.electronicProblems(document, made)}
	code := ExitFailed
	if made.XML != nil {
		answer.File, code = file, ExitDone
	}
	c.print(answer, func() {
		if answer.File != "" {
			c.say("%s: %s", answer.Number, answer.File)
		}
		c.sayProblems(answer.Problems)
	})
	return code
}

// electronicOf returns the electronic invoice that left, else one made of what the file holds now.
func electronicOf(ctx context.Context, db *store.DB, document garage.Document) (compose.Electronic, error) {
	company, err := db.ProposedCompany(ctx)
	if err != nil {
		return compose.Electronic{}, err
	}
	paper, err := papers.Of(db, company.ID)(ctx, document)
	if err != nil {
		return compose.Electronic{}, err
	}
	kept, err := db.KeptElectronic(ctx, document.ID)
	if errors.Is(err, garage.ErrNotFound) {
		return compose.ElectronicOf(ctx, db, company.ID, document, paper)
	}
	return compose.Electronic{Name: compose.ElectronicName(paper.Name), XML: kept}, err
}

func (c *command) electronicProblems(document garage.Document, made compose.Electronic) []problemAnswer {
	problems := []problemAnswer{}
	for _, issue := range made.Issues {
		problems = append(problems, c.problem(compose.DocumentProblem{DocumentID: document.ID, Number: document.Number, Issue: issue}))
	}
	return problems
}

func (c *command) sayProblems(problems []problemAnswer) {
	for _, problem := range problems {
		c.say("  %s: %s", problem.Number, problem.Sentence)
	}
}

// exportAnswer is what `garagemail export ubl --json` prints.
type exportAnswer struct {
	File      string          `json:"file"`
	From      string          `json:"from"`
	To        string          `json:"to"`
	Documents int             `json:"documents"` // that are in the file
	Problems  []problemAnswer `json:"problems"`  // the others, with the rule that each breaks
}

// exportUBL writes the issued invoices and credit notes of a period, of its first and last day too, into a ZIP for the accountant.
func (c *command) exportUBL() work {
	file := c.flags.String("o", "", c.p.T("help.flag.o"))
	from := c.flags.String("from", "", c.p.T("help.flag.period_from"))
	to := c.flags.String("to", garage.Day(time.Now()), c.p.T("help.flag.period_to"))
	return func([]string) int {
		if *file == "" || garage.RequiredDate(*from) != "" || garage.RequiredDate(*to) != "" || *to < *from {
			return c.wrongUse("")
		}
		return c.exportPeriod(exportAnswer{File: *file, From: *from, To: *to, Problems: []problemAnswer{}})
	}
}

func (c *command) exportPeriod(answer exportAnswer) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // nothing is written to it
	// A file that is there stays until the new one is whole.
	part := answer.File + ".part"
	target, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return c.fail(ctx, err)
	}
	err = c.zipDocuments(ctx, db, target, &answer)
	if err = errors.Join(err, target.Close()); err == nil {
		err = os.Rename(part, answer.File)
	}
	if err != nil {
		_ = os.Remove(part)
		return c.fail(ctx, err)
	}
	c.print(answer, func() {
		c.say("%s: %d", answer.File, answer.Documents)
		c.sayProblems(answer.Problems)
	})
	if len(answer.Problems) > 0 {
		return ExitFailed
	}
	return ExitDone
}

func (c *command) zipDocuments(ctx context.Context, db *store.DB, target io.Writer, answer *exportAnswer) error {
	ids, err := db.DocumentIDs(ctx, store.DocumentFilter{
		States: []garage.DocumentState{garage.DocumentIssued, garage.DocumentCredited}, Kinds: []garage.DocumentKind{garage.Invoice, garage.CreditNote},
		From: answer.From, To: answer.To,
	}, store.DocumentSort{})
	if err != nil {
		return err
	}
	archive, names := zip.NewWriter(target), map[string]int{}
	for _, id := range ids {
		document, err := db.Document(ctx, id)
		if err != nil {
			return err
		}
		made, err := electronicOf(ctx, db, document)
		if err != nil {
			return err
		}
		if made.XML == nil {
			answer.Problems = append(answer.Problems, c.electronicProblems(document, made)...)
			continue
		}
		entry, err := archive.CreateHeader(&zip.FileHeader{Name: freeName(names, made.Name), Method: zip.Deflate, Modified: document.IssuedAt})
		if err == nil {
			_, err = entry.Write(made.XML)
		}
		if err != nil {
			return err
		}
		answer.Documents++
	}
	return archive.Close()
}

// freeName tells two documents apart whose numbers give the same name: an invoice and a credit note may have one number.
func freeName(taken map[string]int, name string) string {
	key := strings.ToLower(name)
	if taken[key]++; taken[key] == 1 {
		return name
	}
	return freeName(taken, strings.TrimSuffix(name, ".xml")+"-"+strconv.Itoa(taken[key])+".xml")
}
