package garage

import "strings"

// ListName is how lists name a client, by which they are sorted: name, first name, company form.
func (c Client) ListName() string { return inOneLine(c.Name, c.FirstName, c.CompanyForm) }

// WrittenName is how a client is written to: first name, name, company form.
func (c Client) WrittenName() string { return inOneLine(c.FirstName, c.Name, c.CompanyForm) }

// WrittenName is how a contact is written to: first name, name.
func (c Contact) WrittenName() string { return inOneLine(c.FirstName, c.Name) }

// inOneLine is the parts that there are with a space between them.
func inOneLine(parts ...string) string {
	var line strings.Builder
	for _, part := range parts {
		if part != "" && line.Len() > 0 {
			line.WriteByte(' ')
		}
		line.WriteString(part)
	}
	return line.String()
}
