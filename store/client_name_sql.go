package store

// The names of client_name.go as SQL has them; a test holds the two to each other.
const (
	clientListName     = `trim(trim(client.name || ' ' || client.first_name) || ' ' || client.company_form)`
	clientWrittenName  = `trim(trim(client.first_name || ' ' || client.name) || ' ' || client.company_form)`
	contactWrittenName = `trim(contact.first_name || ' ' || contact.name)`
)
