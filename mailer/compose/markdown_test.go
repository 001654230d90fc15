package compose

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"garagemail/assets/lang"
	"garagemail/store/garage"
)

// mergeOf fills a Markdown body for a client, as a mail's text and HTML are.
func mergeOf(t *testing.T, markdown string, client garage.Client) (plain, page string, open []Unresolved) {
	t.Helper()
	c := compile("fr", garage.Text{Body: markdown}, "")
	values, open := valuesOf(c.holes, &mergeData{
		client: client, printer: lang.New("fr"), company: garage.Company{Name: "Garage Dupont & Fils"},
		vehicle: garage.Vehicle{Plate: "1-ABC-123", Make: "Volkswagen", Model: "Golf", NextInspection: "2026-12-31"},
	})
	return plainText(c.body.plain, values), fill(c.body.html, values), open
}

// seen returns the text of an HTML fragment as a reader sees it, and the targets of its links.
func seen(t *testing.T, fragment string) (text string, links []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(fragment))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for node := range root.Descendants() {
		if node.Type == html.TextNode {
			all.WriteString(node.Data)
		}
		if node.Type == html.ElementNode {
			switch node.Data {
			case "script", "style", "img", "iframe", "object", "form":
				t.Errorf("element <%s> in %s", node.Data, fragment)
			}
			for _, attribute := range node.Attr {
				if attribute.Key == "href" {
					links = append(links, attribute.Val)
				}
				if strings.HasPrefix(attribute.Key, "on") {
					t.Errorf("attribute %s in %s", attribute.Key, fragment)
				}
			}
		}
	}
	return strings.TrimSpace(all.String()), links
}

func TestMarkdown(t *testing.T) {
	for _, test := range []struct{ name, markdown, plain, page string }{
		{
			"a paragraph with a new line", "Bonjour <NOM>,\nvotre **<MARQUE>** est *prête*.", "Bonjour Peeters,\nvotre Volkswagen est prête.\n",
			`<p style="margin:0 0 1em">Bonjour Peeters,<br>` + "\n" + `votre <strong>Volkswagen</strong> est <em>prête</em>.</p>`,
		},
		{
			"a list", "Apportez :\n\n- la carte grise\n- les deux clés, aussi celle qui dort dans un tiroir depuis le jour de l'achat\n\n1. un\n2. deux",
			"Apportez :\n\n- la carte grise\n- les deux clés, aussi celle qui dort dans un tiroir depuis le jour de\n  l'achat\n\n1. un\n2. deux\n",
			"<li>la carte grise</li>",
		},
		{"a nested list", "- a\n  - b\n  - c\n- d", "- a\n  - b\n  - c\n- d\n", "<li>a\n<ul"},
		{"a loose list", "- a\n\n- b", "- a\n\n- b\n", `<li><p style="margin:0 0 1em">a</p>`},
		{"a quote", "> Dit is\n>\n> een citaat", "> Dit is\n>\n> een citaat\n", "<blockquote"},
		{"a heading", "# Promo\n\nTexte", "Promo\n\nTexte\n", `font-size:24px">Promo</h1>`},
		{"a rule", "a\n\n---\n\nb", "a\n\n----------------------------------------\n\nb\n", "<hr "},
		{"a line of dashes is no heading", "a\n---\nb", "a\n\n----------------------------------------\n\nb\n", "<hr "},
		{"indentation is no code", "    Bonjour", "Bonjour\n", ">Bonjour</p>"},
		{"code", "`a <NOM> *b*`", "a Peeters *b*\n", `monospace">a Peeters *b*</code>`},
		{
			"a link", "[notre site](https://garage.be/p?plaque=<PLAQUE>&n=<NOM>)", "notre site (https://garage.be/p?plaque=1-ABC-123&n=Peeters)\n",
			`<a href="https://garage.be/p?plaque=1-ABC-123&amp;n=Peeters">notre site</a>`,
		},
		{"a bare address of a site", "Voir https://garage.be ou www.garage.be.", "Voir https://garage.be ou www.garage.be.\n", `<a href="https://www.garage.be">www.garage.be</a>`},
		{"a link without scheme", "[site](garage.be/promo)", "site (https://garage.be/promo)\n", `href="https://garage.be/promo"`},
		{"a mail link", "[écrivez](mailto:info@garage.be)", "écrivez (info@garage.be)\n", `href="mailto:info@garage.be"`},
		{"a bare mail address", "info@garage.be", "info@garage.be\n", `<a href="mailto:info@garage.be">info@garage.be</a>`},
		{"a phone link", "[081 23 45 67](tel:+3281234567)", "081 23 45 67 (+3281234567)\n", `href="tel:+3281234567"`},
		{"an image is a link", "![le garage](https://garage.be/a.png)", "le garage (https://garage.be/a.png)\n", `<a href="https://garage.be/a.png">le garage</a>`},
		{"escapes and entities", `5 \* 3 &eacute; &amp; &lt;b&gt;`, "5 * 3 é & <b>\n", "5 * 3 é &amp; &lt;b&gt;"},
		{"an empty item", "-\n- b", "-\n- b\n", "<li></li>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			plain, page, _ := mergeOf(t, test.markdown, garage.Client{Name: "Peeters"})
			if plain != test.plain {
				t.Errorf("text\n%q, want\n%q", plain, test.plain)
			}
			if !strings.Contains(page, test.page) {
				t.Errorf("HTML\n%s\nlacks %s", page, test.page)
			}
		})
	}
}

func TestMarkdownIsHarmless(t *testing.T) {
	for _, test := range []struct{ name, markdown, text string }{
		{"script", "<script>alert(1)</script>", "<script>alert(1)</script>"},
		{"script with attributes", `<img src=x onerror="alert(1)">`, `<img src=x onerror="alert(1)">`},
		{"comment", "<!-- x -->", "<!-- x -->"},
		{"block", "<div>\n**a**\n</div>", "<div>\na\n</div>"},
		{"javascript link", "[x](javascript:alert(1))", "x"},
		{"javascript autolink", "<javascript:alert(1)>", "javascript:alert(1)"},
		{"data link", "[x](data:text/html,abc)", "x"},
		{"javascript by entity", "[x](java&#115;cript&#58;alert(1))", "x"},
		{"file link", "[x](file:///etc/passwd)", "x"},
		{"link chosen by a value", "[x](<NOM>)", "x"},
		{"quote in a link", `[x](https://a.be/"onclick="b)`, "x"},
		{"new lines by entity", "a&#10;b&#x202e;c", "a bc"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, page, _ := mergeOf(t, test.markdown, garage.Client{Name: "javascript:alert(2)"})
			text, links := seen(t, page)
			if text != test.text {
				t.Errorf("reads %q, want %q", text, test.text)
			}
			for _, link := range links {
				if !allowedScheme.MatchString(link) {
					t.Errorf("link to %q", link)
				}
			}
		})
	}
}

// nastyNames are values that a careless merge would take for Markdown, HTML, a placeholder or a header.
var nastyNames = []string{
	"*Bob* <b>", "[x](http://evil.example)", "<NOM>", "<PRENOM|x>", "&lt;NOM&gt;", "&lt;", "<script>alert(1)</script>",
	"# Titre", "- liste", "1. un", "> cité", "`code`", "http://evil.example", "evil@evil.example", "\\*a\\*", "_a_", "~~~",
	"😀 Zoë", "مرحبا", "gmqt0e", "gmq0qt1e", "%s %d", "{{.Name}}", "$1", `"quoted" 'single'`, "a\u00a0b", "éèœß", "=?UTF-8?Q?x?=",
	"---", "| a | b |",
}

var onOneLine = regexp.MustCompile(`\n+`)

func TestValuesAreData(t *testing.T) {
	for _, name := range nastyNames {
		t.Run(name, func(t *testing.T) {
			client := garage.Client{Name: name, FirstName: "Ann"}
			plain, page, open := mergeOf(t, "A <NOM> b **<NOM>** c\n\n<NOM>\n\n- <NOM>\n\n[<NOM>](https://a.be/?q=<NOM>) <PRENOM>", client)
			if len(open) > 0 {
				t.Errorf("unresolved %v", open)
			}
			text, links := seen(t, page)
			want := "A " + name + " b " + name + " c " + name + " " + name + " " + name + " Ann"
			if text = onOneLine.ReplaceAllString(text, " "); text != want {
				t.Errorf("HTML reads %q, want %q", text, want)
			}
			if len(links) != 1 || !strings.HasPrefix(links[0], "https://a.be/?q=") || strings.ContainsAny(links[0], "<>\"' &") {
				t.Errorf("links %q", links)
			}
			if want := "A " + name + " b " + name + " c\n\n" + name + "\n\n- " + name + "\n\n" + name; !strings.HasPrefix(plain, want) {
				t.Errorf("text %q", plain)
			}
		})
	}
}

func TestValuesAreOneLine(t *testing.T) {
	plain, page, _ := mergeOf(t, "A <NOM>.", garage.Client{Name: " Jan\r\n\u2028Peeters\t\x00\u202e \xff "})
	if plain != "A Jan Peeters \uFFFD.\n" || !strings.Contains(page, "A Jan Peeters \uFFFD.") {
		t.Errorf("text %q, HTML %q", plain, page)
	}
}

func TestDefaultsAndGaps(t *testing.T) {
	for _, test := range []struct{ markdown, plain string }{
		{"Bonjour <PRENOM|cher client>,", "Bonjour cher client,\n"},
		{"Bonjour <PRENOM|>, ça va", "Bonjour, ça va\n"},
		{"Bonjour <PRENOM|> <NOM>", "Bonjour Peeters\n"},
		{"Bonjour <PRENOM|>**<NOM>**", "Bonjour Peeters\n"},
		{"Bonjour <PRENOM|>", "Bonjour\n"},
		{"<TITRE|> <NOM>", "Peeters\n"},
		{"<PRENOM| *x* >", "*x*\n"},
	} {
		plain, page, open := mergeOf(t, test.markdown, garage.Client{Name: "Peeters"})
		text, _ := seen(t, page)
		if strings.TrimLeft(plain, " ") != test.plain || len(open) > 0 || text != strings.TrimSpace(test.plain) {
			t.Errorf("%s: text %q, HTML %q, unresolved %v", test.markdown, plain, text, open)
		}
	}
}

func TestBreakLine(t *testing.T) {
	long := strings.Repeat("x", 90)
	plain, _, _ := mergeOf(t, "Un mot "+long+" "+long+" fin "+strings.Repeat("mot ", 40), garage.Client{})
	for _, line := range strings.Split(plain, "\n") {
		if len([]rune(line)) > plainWidth && line != long {
			t.Errorf("line of %d: %q", len(line), line)
		}
	}
	if joined := strings.Join(strings.Fields(plain), " "); !strings.HasPrefix(joined, "Un mot "+long+" "+long+" fin mot mot") {
		t.Errorf("words lost: %q", joined)
	}
}

// TestNothingIsLost writes random Markdown and looks for each of its words in both parts.
func TestNothingIsLost(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	signs := []string{
		"*", "**", "_", "`", "```", "\n", "\n\n", "    ", "\t", "- ", "1. ", "# ", "> ", "---\n", "===\n", "[", "]", "](",
		")", "![", "<", ">", "</", "&", "&amp;", "\\", "|", "~~~", "~~", "<!--", "-->", "<div>", "[a]: ", "http://", "www.", "@",
	}
	for range 3000 {
		var markdown strings.Builder
		var words []string
		for range 1 + random.IntN(12) {
			markdown.WriteString(signs[random.IntN(len(signs))])
			if random.IntN(3) > 0 {
				words = append(words, fmt.Sprintf("mot%dz", random.IntN(1000)))
				markdown.WriteString(words[len(words)-1] + " ")
			}
		}
		plain, page, _ := mergeOf(t, markdown.String(), garage.Client{})
		shown, _ := seen(t, page)
		for _, word := range words {
			if inDestination := strings.Contains(markdown.String(), "]("); inDestination {
				continue // a link that is not allowed keeps its text only
			}
			if !strings.Contains(plain, word) || !strings.Contains(shown, word) {
				t.Fatalf("%q: %s is lost; text %q, HTML %q", markdown.String(), word, plain, shown)
			}
		}
	}
}
