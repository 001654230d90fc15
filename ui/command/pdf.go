package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/papers"
)

// pdfAnswer is what `garagemail pdf --json` prints.
type pdfAnswer struct {
	Document int64  `json:"document"`
	Number   string `json:"number"`
	File     string `json:"file"`
	Size     int    `json:"size"`
}

// writePDF writes the PDF of a document: the one that came with it, else one made of its fields.
func (c *command) writePDF() work {
	file := c.flags.String("o", "", c.p.T("help.flag.o"))
	return func(words []string) int {
		if *file == "" {
			return c.wrongUse("")
		}
		return c.writePDFOf(words[0], *file)
	}
}

func (c *command) writePDFOf(number, file string) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // nothing is written to it
	document, err := documentNumbered(ctx, db, number)
	if err != nil {
		fmt.Fprintf(c.stderr, "garagemail pdf: %v\n", err)
		return ExitUsage
	}
	company, err := db.ProposedCompany(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	paper, err := papers.Of(db, company.ID)(ctx, document)
	if err == nil {
		err = os.WriteFile(file, paper.Bytes, 0o600)
	}
	if err != nil {
		return c.fail(ctx, err)
	}
	answer := pdfAnswer{document.ID, document.Number, file, len(paper.Bytes)}
	c.print(answer, func() { c.say("%s: %s", answer.Number, answer.File) })
	return ExitDone
}

// documentNumbered returns the only document of a number. The search of the journal also finds parts of numbers and names.
func documentNumbered(ctx context.Context, db *store.DB, number string) (garage.Document, error) {
	ids, err := db.DocumentIDs(ctx, store.DocumentFilter{Search: number}, store.DocumentSort{})
	if err != nil {
		return garage.Document{}, err
	}
	rows, err := db.DocumentRows(ctx, ids)
	if err != nil {
		return garage.Document{}, err
	}
	rows = slices.DeleteFunc(rows, func(row store.DocumentRow) bool { return garage.Fold(row.Number) != garage.Fold(number) })
	switch len(rows) {
	case 1:
		return db.Document(ctx, rows[0].ID)
	case 0:
		return garage.Document{}, fmt.Errorf("no document has the number %q", number)
	}
	err = fmt.Errorf("%d documents have the number %q", len(rows), number)
	for _, row := range rows {
		err = errors.Join(err, fmt.Errorf("  %s, %s, %s", row.Kind, row.Date, row.ClientName))
	}
	return garage.Document{}, err
}
