package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
	"garagemail/store/ubl"
)

// The reasons why the store does not take an electronic invoice that can be read, as language keys; beside them stand
// those of store/ubl and of CheckDocument.
const (
	UBLUnreadable    = "import.ubl_unreadable"     // the file cannot be opened
	UBLOtherSupplier = "import.ubl_other_supplier" // of a firm that is not ours
	UBLSuppliers     = "import.ubl_suppliers"      // no company is there, and the files are of several
	UBLTwoClients    = "import.ubl_two_clients"    // the customer can be more than one client
	UBLNoCustomer    = "import.ubl_no_customer"    // the customer has no name
	UBLExists        = "import.ubl_exists"         // the number is there with another content
)

// What a person should know of a file that was taken, as language keys.
const (
	UBLNewCompany      = "import.ubl_new_company"
	UBLClientName      = "import.ubl_client_name"      // the client with this number is called otherwise
	UBLValueLeft       = "import.ubl_value_left"       // a field of the new client or company was wrong and left empty
	UBLSettled         = "import.ubl_settled"          // what was paid before, or rounded off, stands as a payment
	UBLCorrectsMissing = "import.ubl_corrects_missing" // the invoice that is credited is not there
	UBLCorrectsSeveral = "import.ubl_corrects_several" // several invoices are credited: which part of which is not said
)

// UBLSource is an electronic invoice: its bytes, or where they are.
type UBLSource struct {
	Name  string // "" = that of the path
	Path  string
	Bytes []byte // nil = read from the path
}

// UBLOutcome is what became of an electronic invoice.
type UBLOutcome string

// The outcomes. A completed document was there, and got its PDF or the invoice that it credits.
const (
	UBLNew       UBLOutcome = "new"
	UBLCompleted UBLOutcome = "completed"
	UBLUnchanged UBLOutcome = "unchanged"
	UBLRefused   UBLOutcome = "refused"
)

// UBLResult says what became of a file.
type UBLResult struct {
	File       string
	Outcome    UBLOutcome
	Kind       garage.DocumentKind // "" when the file cannot be read
	Number     string
	DocumentID int64  // 0 when it was refused, and after a dry run means nothing
	Client     string // name of its client
	NewClient  bool   // the client was made
	NewCompany bool   // the company was made: the first one
	Reason     string // language key, of a refusal
	Detail     string // where or what, in the words of the file
	Notices    []UBLNotice
}

// UBLNotice is something of a file that was taken and that a person should look at.
type UBLNotice struct {
	Reason string // language key
	Detail string
}

// ublRefusal ends the import of one file; the others go on.
type ublRefusal struct{ reason, detail string }

func (r *ublRefusal) Error() string { return r.reason + ": " + r.detail }

// ublRun is an import of electronic invoices on its way.
type ublRun struct {
	db        *store.DB
	tx        *sql.Tx
	progress  func(Progress)
	companies []garage.Company
	several   bool // no company is there, and the files name more than one supplier
	clients   *ublClients
	results   []UBLResult
	done      int

	newClient  *garage.Client // of the file at hand: known to the next ones once it is taken
	newCompany *garage.Company
}

// importUBL brings electronic invoices and credit notes in: the supplier is one of our companies (the first one is made of it), the
// customer a client (a new one is made), the document is issued as the file has it, and the PDF inside it is kept. What the file says
// and the store cannot say to the cent is refused; a file that was imported before changes nothing. Results are in the order of the
// sources. It takes the files one by one: a folder of a year does not fit into the memory with all its PDFs. Invoices come before
// the credit notes that correct them.
func importUBL(ctx context.Context, db *store.DB, tx *sql.Tx, sources []UBLSource, progress func(Progress)) ([]UBLResult, error) {
	run := &ublRun{db: db, tx: tx, progress: progress, results: make([]UBLResult, len(sources))}
	if len(sources) == 0 {
		return nil, nil
	}
	if err := run.begin(ctx, sources); err != nil {
		return nil, err
	}
	var credits []int
	for i, source := range sources {
		invoice, err := run.read(ctx, i, source)
		switch {
		case err != nil:
			return nil, err
		case run.results[i].Outcome == UBLRefused:
		case invoice.Credit:
			credits = append(credits, i)
			continue
		default:
			if err := run.take(ctx, i, invoice); err != nil {
				return nil, err
			}
		}
		run.step(len(sources))
	}
	for _, i := range credits {
		invoice, err := run.read(ctx, i, sources[i])
		if err == nil && run.results[i].Outcome != UBLRefused {
			err = run.take(ctx, i, invoice)
		}
		if err != nil {
			return nil, err
		}
		run.step(len(sources))
	}
	return run.results, nil
}

func (r *ublRun) step(total int) {
	r.done++
	if r.progress != nil {
		r.progress(Progress{File: "UBL", Read: int64(r.done), Total: int64(total)})
	}
}

// begin reads what files are matched with. Without a company all files are looked through for their supplier first: one
// that is not ours must not become our company because it came first.
func (r *ublRun) begin(ctx context.Context, sources []UBLSource) (err error) {
	rows, err := r.tx.QueryContext(ctx, `SELECT `+store.CompanyColumns+` FROM company ORDER BY id`)
	if err != nil {
		return err
	}
	if r.companies, err = sqlite.Collect(rows, func(rows *sql.Rows) (garage.Company, error) { return store.ScanCompany(rows) }); err != nil {
		return err
	}
	if r.clients, err = readUBLClients(ctx, r.tx); err != nil || len(r.companies) > 0 {
		return err
	}
	first := ""
	for i, source := range sources {
		invoice, err := r.read(ctx, i, source)
		if err != nil {
			return err
		}
		number := companyNumber(invoice.Supplier)
		if r.results[i].Outcome == UBLRefused || number == "" {
			continue
		}
		r.several = r.several || first != "" && first != number
		first = number
	}
	return nil
}

// read reads a file; one that cannot be taken is refused in its result.
func (r *ublRun) read(ctx context.Context, index int, source UBLSource) (ubl.Invoice, error) {
	result := &r.results[index]
	*result = UBLResult{File: source.Name}
	if source.Name == "" {
		result.File = filepath.Base(source.Path)
	}
	if err := ctx.Err(); err != nil {
		return ubl.Invoice{}, err
	}
	content := source.Bytes
	if content == nil {
		var err error
		if content, err = readBounded(source.Path, ubl.MaxSize); err != nil {
			result.refuse(UBLUnreadable, "")
			return ubl.Invoice{}, nil
		}
	}
	invoice, err := ubl.Read(content)
	var refused *ubl.Refusal
	if errors.As(err, &refused) {
		result.refuse(refused.Reason, refused.Detail)
		return ubl.Invoice{}, nil
	}
	result.Number, result.Client, result.Kind = invoice.Number, invoice.Customer.Name, garage.Invoice
	if invoice.Credit {
		result.Kind = garage.CreditNote
	}
	return invoice, err
}

// readBounded reads a file, and one byte more than the bound of one that is larger.
func readBounded(path string, bound int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, bound+1))
}

func (u *UBLResult) refuse(reason, detail string) {
	u.Outcome, u.Reason, u.Detail = UBLRefused, reason, detail
	u.NewClient, u.NewCompany, u.DocumentID, u.Notices = false, false, 0, nil
}

func (u *UBLResult) notice(reason, detail string) {
	u.Notices = append(u.Notices, UBLNotice{Reason: reason, Detail: detail})
}

// take imports one file behind a savepoint, so that nothing stays of one that is refused.
func (r *ublRun) take(ctx context.Context, index int, invoice ubl.Invoice) error {
	if _, err := r.tx.ExecContext(ctx, `SAVEPOINT ubl`); err != nil {
		return err
	}
	result := &r.results[index]
	r.newClient, r.newCompany = nil, nil
	err := r.invoice(ctx, &invoice, result)
	var refused *ublRefusal
	switch {
	case errors.As(err, &refused):
		result.refuse(refused.reason, refused.detail)
		if _, err := r.tx.ExecContext(ctx, `ROLLBACK TO ubl`); err != nil {
			return err
		}
	case err != nil:
		return fmt.Errorf("%s: %w", result.File, err)
	default:
		if r.newCompany != nil {
			r.companies = append(r.companies, *r.newCompany)
		}
		if r.newClient != nil {
			r.clients.add(*r.newClient)
		}
	}
	_, err = r.tx.ExecContext(ctx, `RELEASE ubl`)
	return err
}
