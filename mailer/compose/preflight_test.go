package compose

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
)

func (g *office) preflight() Report {
	g.Helper()
	report, err := Preflight(g.Context(), g.db, g.mailing.ID, nil)
	g.must(err)
	return report
}

// kinds lists the issues as "client: kind detail", blocking ones with a "!".
func kinds(issues []Issue) []string {
	var all []string
	for _, i := range issues {
		line := strings.TrimSpace(fmt.Sprintf("%s: %s %s", i.Name, i.Kind, i.Detail))
		if i.Blocking {
			line += " !"
		}
		all = append(all, line)
	}
	return all
}

func (g *office) wantIssues(report Report, want ...string) {
	g.Helper()
	if got := kinds(report.Issues); !slices.Equal(got, want) {
		g.Errorf("issues\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPreflightNamesClients(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose = garage.Promotional
	yes := true
	ids := []int64{
		g.client(garage.Client{Name: "Adam", Email: "adam@client.example", AcceptsPromotional: yes}),
		g.client(garage.Client{Name: "Bouchard", AcceptsPromotional: yes}),
		g.client(garage.Client{Name: "Claes", Email: "claes@client", AcceptsPromotional: yes}),
		g.client(garage.Client{Name: "Dubois", Email: "dubois@client.example"}),
		g.client(garage.Client{Name: "Ernst", Email: "ernst@client.example", Language: "de", AcceptsPromotional: yes}),
		g.walker(garage.Client{Name: "Faure", Email: "faure@client.example", AcceptsPromotional: yes}),
		g.client(garage.Client{Name: "Goossens", Email: "goossens@client.example", Language: "nl", AcceptsPromotional: yes}),
	}
	g.save(ids...)
	calls := 0
	report, err := Preflight(t.Context(), g.db, g.mailing.ID, func(done, total int) {
		if calls++; done > total || total != len(ids) {
			t.Errorf("progress %d of %d", done, total)
		}
	})
	g.must(err)
	if report.Going != 3 || report.Languages["fr"] != 2 || report.Languages["nl"] != 1 || report.Refused() || calls == 0 {
		t.Errorf("report %+v, %d calls", report, calls)
	}
	g.wantIssues(report,
		"Bouchard: no_address !", "Claes: invalid_address claes@client !", "Dubois: not_accepted !", "Ernst: fallback_language de",
		"Faure: empty_placeholder <MARQUE> !", "Faure: empty_placeholder <PLAQUE> !")
	if leftOut := report.LeftOut(); len(leftOut) != 4 {
		t.Errorf("left out %v", kinds(leftOut))
	}
	for _, issue := range report.Issues {
		if !slices.Contains(ids, issue.ClientID) {
			t.Errorf("issue without client: %+v", issue)
		}
	}
	draft, err := g.db.Mailing(t.Context(), g.mailing.ID)
	if g.must(err); draft.State != garage.MailingDraft {
		t.Errorf("preflight made the draft %s", draft.State)
	}
}

func TestSameAddress(t *testing.T) {
	g := newOffice(t)
	g.mailing.Texts = map[string]garage.Text{"fr": {Subject: "Congé", Body: "Nous fermons."}, "nl": {Subject: "Verlof", Body: "Wij sluiten."}}
	g.save(
		g.client(garage.Client{Name: "Adam", Email: "famille@client.example", Language: "fr"}),
		g.client(garage.Client{Name: "Adam fils", Email: "Famille@Client.example", Language: "fr"}),
		g.client(garage.Client{Name: "Adam nl", Email: "famille@client.example", Language: "nl"}),
		g.client(garage.Client{Name: "Zoe", Email: "zoe@client.example"}))
	report := g.preflight()
	g.wantIssues(report, "Adam fils: same_address Adam !")
	if report.Going != 3 {
		t.Errorf("%d go", report.Going)
	}
	g.mailing.Texts["fr"] = garage.Text{Subject: "Congé", Body: "<NOM>, nous fermons."}
	g.must(g.db.SaveMailing(t.Context(), g.mailing))
	if report := g.preflight(); report.Going != 4 {
		t.Errorf("another text for each, and %d go: %v", report.Going, kinds(report.Issues))
	}
}

func TestSameAddressOfThoseWhoGo(t *testing.T) {
	g := newOffice(t)
	g.mailing.Purpose, g.mailing.Texts = garage.Promotional, map[string]garage.Text{"fr": {Subject: "Promo", Body: "Pneus."}}
	g.save(
		g.client(garage.Client{Name: "Adam", Email: "famille@client.example"}),
		g.client(garage.Client{Name: "Bea", Email: "famille@client.example", AcceptsPromotional: true}),
		g.client(garage.Client{Name: "Carl", Email: "famille@client.example", AcceptsPromotional: true}))
	report := g.preflight()
	g.wantIssues(report, "Adam: not_accepted !", "Carl: same_address Bea !")
	if report.Going != 1 {
		t.Errorf("%d go", report.Going)
	}
}

func TestPreflightOfTheText(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*office)
		want   []string
	}{
		{
			"unknown placeholder", func(g *office) { g.mailing.Texts["fr"] = garage.Text{Subject: "<PRENON>", Body: "<FOO> <PRENON>"} },
			[]string{": unknown_placeholder <PRENON> !", ": unknown_placeholder <FOO> !"},
		},
		{
			"in a text nobody gets", func(g *office) { g.mailing.Texts["en"] = garage.Text{Subject: "Hi", Body: "<FOO>"} },
			[]string{": unknown_placeholder <FOO>"},
		},
		{
			"of a document", func(g *office) { g.mailing.Texts["fr"] = garage.Text{Subject: "<NUMFACT>", Body: "x"} },
			[]string{": document_placeholder <NUMFACT> !"},
		},
		{"in the signature", func(g *office) {
			g.mailing.UserID = g.user(garage.User{Name: "S", Email: "s@garage.example", SMTPServer: "x", Signature: "<FOO>"})
		}, []string{": unknown_placeholder <FOO> !", ": unknown_placeholder <FOO>"}},
		{"empty subject", func(g *office) { g.mailing.Texts["fr"] = garage.Text{Subject: " ", Body: "x"} }, []string{": empty_subject !"}},
		{"empty body", func(g *office) { g.mailing.Texts["fr"] = garage.Text{Subject: "x", Body: " \n\n---\n"} }, []string{": empty_body !"}},
		{"no text at all", func(g *office) { g.mailing.Texts = nil }, []string{": no_recipients !", "Adam: no_text !"}},
		{"no account", func(g *office) { g.mailing.UserID = 0 }, []string{": no_account !"}},
		{"no server", func(g *office) {
			g.mailing.UserID = g.user(garage.User{Name: "S", Email: "s@garage.example"})
		}, []string{": no_account S !"}},
		{
			"subject empty for this client", func(g *office) { g.mailing.Texts["fr"] = garage.Text{Subject: "<PRENOM|>", Body: "x"} },
			[]string{": no_recipients !", "Adam: empty_subject !"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := newOffice(t)
			adam := g.client(garage.Client{Name: "Adam", Email: "adam@client.example", Language: "fr"})
			test.change(g)
			g.save(adam)
			report := g.preflight()
			g.wantIssues(report, test.want...)
			if !strings.Contains(strings.Join(test.want, ""), "!") {
				return
			}
			_, err := QueueMailing(t.Context(), g.db, g.mailing.ID, nil)
			var refused *RefusedError
			if !errors.As(err, &refused) || !slices.Equal(kinds(refused.Report.Issues), test.want) {
				t.Errorf("queueing it gives %v", err)
			}
			if mailing, err := g.db.Mailing(t.Context(), g.mailing.ID); err != nil || mailing.State != garage.MailingDraft || len(g.messages()) > 0 {
				t.Errorf("the mailing is %s, %v", mailing.State, err)
			}
		})
	}
}

func TestPreflightOfTheWhole(t *testing.T) {
	g := newOffice(t)
	g.save()
	g.wantIssues(g.preflight(), ": no_recipients !")
	adam := g.client(garage.Client{Name: "Adam", Email: "adam@client.example"})
	g.save(adam)
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "a.bin", "", make([]byte, 6_000_000)))
	g.wantIssues(g.preflight())
	g.id(g.db.AddAttachment(t.Context(), g.mailing.ID, "b.bin", "", make([]byte, 5_000_000)))
	report := g.preflight()
	g.wantIssues(report, ": large_attachments")
	if report.Refused() || report.AttachmentSize != 11_000_000 || report.Issues[0].Size != 11_000_000 {
		t.Errorf("report %+v", report)
	}
}

// TestSentences holds every kind of issue to a whole sentence in each language, and to a reason for the report.
func TestSentences(t *testing.T) {
	all := []IssueKind{
		NoAddress, InvalidAddress, SameAddress, NotAccepted, AlreadySent, EmptyPlaceholder, FallbackLanguage, NoText, EmptySubject,
		EmptyBody, UnknownPlaceholder, DocumentPlaceholder, LargeAttachments, NoAccount, NoRecipients, ChangedSince,
	}
	ofClient := []IssueKind{NoAddress, InvalidAddress, SameAddress, NotAccepted, EmptyPlaceholder, NoText, EmptySubject}
	for _, language := range languages.Screen {
		p := lang.New(language)
		for _, kind := range all {
			issue := Issue{Kind: kind, Detail: "<PRENON>", Proposal: "PRENOM", Language: "nl", Size: 12_000_000}
			sentence := issue.Sentence(p)
			if strings.Contains(sentence, "preflight.") || strings.Contains(sentence, "{{") || strings.Contains(sentence, "no value") || !strings.Contains(sentence, "<PRENOM>") {
				t.Errorf("%s: %s says %q", language, kind, sentence)
			}
			if slices.Contains(ofClient, kind) && !p.Has(kind.LeftOut()) {
				t.Errorf("%s: no reason for %s", language, kind)
			}
		}
	}
	fr := Issue{Kind: UnknownPlaceholder, Detail: "<PRENON>", Proposal: "PRENOM", Language: "nl"}.Sentence(lang.New("fr"))
	if want := "<PRENON> n'est pas un champ connu (texte en néerlandais). Vouliez-vous dire <PRENOM>\u00a0?"; fr != want {
		t.Errorf("%q, want %q", fr, want)
	}
}
