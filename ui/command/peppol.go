package command

import (
	"context"
	"fmt"
	"os"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/session"
)

// accessPointAnswer is what `garagemail peppol account --json` prints: the access point as it stands now.
type accessPointAnswer struct {
	Company   string `json:"company"`
	Provider  string `json:"provider"` // "" = none: all documents go by mail
	Address   string `json:"address"`
	Key       string `json:"key"`
	Subject   string `json:"subject"`
	FileName  string `json:"file_name"`
	PDFBeside bool   `json:"pdf_beside"`
}

// accessPoint shows or sets where the company's electronic invoices go by mail. What is not named stays, and of another provider is what he
// asks for.
func (c *command) accessPoint() work {
	var asked garage.AccessPoint
	var beside string
	text := func(at *string, name, key string) { c.flags.StringVar(at, name, "", c.p.T("help.flag."+key)) }
	text(&asked.Provider, "provider", "peppol_provider")
	text(&asked.Address, "address", "peppol_address")
	text(&asked.Key, "key", "peppol_key")
	text(&asked.Subject, "subject", "peppol_subject")
	text(&asked.FileName, "file-name", "peppol_file_name")
	text(&beside, "pdf", "peppol_pdf")
	return func([]string) int {
		if beside != "" && beside != "inside" && beside != "beside" {
			return c.wrongUse("")
		}
		return c.inCompany(func(ctx context.Context, db *store.DB, company garage.Company) int {
			return c.keepAccessPoint(ctx, db, company, asked, beside)
		})
	}
}

// inCompany does something for the company that documents go out for.
func (c *command) inCompany(do func(ctx context.Context, db *store.DB, company garage.Company) int) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // what is written is committed
	company, err := db.ProposedCompany(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	if !company.CanSend() {
		return c.wrongUse(c.p.T("documents.no_company"))
	}
	return do(ctx, db, company)
}

func (c *command) keepAccessPoint(ctx context.Context, db *store.DB, company garage.Company, asked garage.AccessPoint, beside string) int {
	point, err := db.AccessPoint(ctx, company.ID)
	if err != nil {
		return c.fail(ctx, err)
	}
	changed := asked != garage.AccessPoint{} || beside != ""
	if preset, known := garage.AccessPointPreset(asked.Provider); known && asked.Provider != point.Provider {
		preset.Address, preset.Key = point.Address, point.Key
		point = preset
	} else if asked.Provider != "" {
		point.Provider = asked.Provider
	}
	for _, field := range []struct {
		asked string
		at    *string
	}{{asked.Address, &point.Address}, {asked.Key, &point.Key}, {asked.Subject, &point.Subject}, {asked.FileName, &point.FileName}} {
		if field.asked != "" {
			*field.at = field.asked
		}
	}
	if beside != "" {
		point.PDFBeside = beside == "beside"
	}
	if changed {
		point.CompanyID = company.ID
		if err := db.SaveAccessPoint(ctx, point); err != nil {
			return c.fail(ctx, err)
		}
	}
	answer := accessPointAnswer{company.Name, point.Provider, point.Address, point.Key, point.Subject, point.FileName, point.PDFBeside}
	c.print(answer, func() { c.say("%s: %s %s", answer.Company, answer.Provider, answer.Address) })
	return ExitDone
}

// clientRouteAnswer is what `garagemail peppol client --json` prints.
type clientRouteAnswer struct {
	Client     string `json:"client"` // number
	Name       string `json:"name"`
	PublicBody bool   `json:"public_body"`
	Courtesy   bool   `json:"courtesy"`
	OffPeppol  bool   `json:"off_peppol"`
	OnlyPDF    string `json:"only_pdf"` // why, "" = a PDF alone is not enough
	OnlyPDFAt  string `json:"only_pdf_at"`
	OnlyPDFBy  string `json:"only_pdf_by"`
}

// clientRoute shows or sets how a client gets his invoices; what is said takes the place of all that was said before.
func (c *command) clientRoute() work {
	var r garage.ClientRoute
	c.flags.BoolVar(&r.PublicBody, "public-body", false, c.p.T("help.flag.peppol_public"))
	c.flags.BoolVar(&r.Courtesy, "courtesy", false, c.p.T("help.flag.peppol_courtesy"))
	c.flags.BoolVar(&r.OffPeppol, "not-on-peppol", false, c.p.T("help.flag.peppol_off"))
	c.flags.StringVar(&r.OnlyPDF, "only-pdf", "", c.p.T("help.flag.peppol_only_pdf"))
	usual := c.flags.Bool("usual", false, c.p.T("help.flag.peppol_usual"))
	return func(words []string) int {
		if *usual && r != (garage.ClientRoute{}) {
			return c.wrongUse("")
		}
		return c.keepClientRoute(words[0], r, *usual)
	}
}

func (c *command) keepClientRoute(number string, r garage.ClientRoute, usual bool) int {
	ctx := context.Background()
	db, err := c.open(ctx)
	if err != nil {
		return c.fail(ctx, err)
	}
	defer db.Close() //nolint:errcheck // what is written is committed
	client, err := db.ClientNumbered(ctx, number)
	if err != nil {
		fmt.Fprintf(c.stderr, "garagemail peppol client: %v\n", err)
		return ExitUsage
	}
	if r != (garage.ClientRoute{}) || usual {
		r.ClientID, r.OnlyPDFBy = client.ID, os.Getenv("USER")
		if user, err := db.CurrentUser(ctx, session.SystemLogin()); err == nil {
			r.OnlyPDFBy = user.Name
		}
		if err := db.SaveClientRoute(ctx, r); err != nil {
			return c.fail(ctx, err)
		}
	}
	if r, err = db.ClientRoute(ctx, client.ID); err != nil {
		return c.fail(ctx, err)
	}
	answer := clientRouteAnswer{client.Number, client.ListName(), r.PublicBody, r.Courtesy, r.OffPeppol, r.OnlyPDF, stamp(r.OnlyPDFAt), r.OnlyPDFBy}
	c.print(answer, func() { c.say("%s %s", answer.Client, answer.Name) })
	return ExitDone
}
