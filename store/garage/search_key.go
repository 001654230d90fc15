package garage

import "strings"

// SearchKey is what stands in client.search_key: the folded words by which search-as-you-type finds a client. Plates and
// contacts are added from their own tables when the index is built.
func SearchKey(c Client) string {
	return strings.Join(strings.Fields(strings.Join([]string{
		Fold(c.Name), Fold(c.FirstName), Fold(c.Number), Fold(c.Email), Fold(c.BillingEmail),
		PhoneDigits(c.Phone), PhoneDigits(c.GSM),
	}, " ")), " ")
}

// NameFold is what stands in client.name_fold: the key by which clients sort.
func NameFold(c Client) string { return Fold(c.Name + " " + c.FirstName) }
