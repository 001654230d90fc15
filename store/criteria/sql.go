// Package criteria turns what she asks for (criteria, rules of a custom filter) into the conditions of a query, values always as bound
// parameters. It asks no file.
package criteria

import (
	"fmt"
	"strings"
	"time"

	"garagemail/store/garage"
)

// addPostcodes adds the condition for any of the rules.
func (c *Conditions) addPostcodes(rules []garage.PostcodeRule) {
	var any []string
	for _, rule := range rules {
		switch {
		case rule.Exact != "":
			any = append(any, `client.postcode = `+c.Bind(rule.Exact))
		case rule.Prefix != "":
			any = append(any, `client.postcode >= `+c.Bind(rule.Prefix)+` AND client.postcode < `+c.Bind(rule.Prefix+"\U0010FFFF"))
		default:
			any = append(any, `client.postcode BETWEEN `+c.Bind(rule.From)+` AND `+c.Bind(rule.To)+
				` AND length(client.postcode) = `+c.Bind(len(rule.From)))
		}
	}
	c.Add(`(` + strings.Join(any, ` OR `) + `)`)
}

// Conditions collects parts of a WHERE clause and their bound values: what a person typed never reaches the text.
type Conditions struct {
	Parts []string
	Args  []any
}

// Add is one more condition that must hold, with the values of its parameters.
func (c *Conditions) Add(part string) { c.Parts = append(c.Parts, part) }

// Bind keeps a value and returns its placeholder, numbered because the parts are put together out of order.
func (c *Conditions) Bind(value any) string {
	c.Args = append(c.Args, value)
	return fmt.Sprintf("?%d", len(c.Args))
}

// In binds all values as one list.
func In[T any](c *Conditions, values []T) string {
	marks := make([]string, len(values))
	for i, value := range values {
		marks[i] = c.Bind(value)
	}
	return ` IN (` + strings.Join(marks, ", ") + `)`
}

// CriteriaSQL returns the WHERE clause over table client for the criteria, "" when they restrict nothing, and its bound
// values. What other tables answer (a make, a mark, a date) stands as id IN (SELECT …): when few rows answer, SQLite
// starts from those. It never joins, so no client comes twice. now says what "the last 30 days" are.
// The error is a FieldError or a RuleError.
func CriteriaSQL(criteria garage.Criteria, now time.Time) (where string, args []any, err error) {
	c := &Conditions{}
	c.addClient(criteria)
	c.addVehicle(criteria)
	if err := c.addDates(criteria); err != nil {
		return "", nil, err
	}
	postcodes, err := garage.ParsePostcodes(criteria.Postcodes)
	if err != nil {
		return "", nil, err
	}
	if len(postcodes) > 0 {
		c.addPostcodes(postcodes)
	}
	if criteria.Filter != nil {
		if err := CheckRule(*criteria.Filter); err != nil {
			return "", nil, err
		}
		if rule := c.ruleSQL(*criteria.Filter, now); rule != "" {
			c.Add(rule)
		}
	}
	return strings.Join(c.Parts, " AND "), c.Args, nil
}

// CheckCriteria says whether the criteria can be evaluated: nil, a FieldError (came_since, not_came_since, postcodes) or
// a RuleError.
func CheckCriteria(criteria garage.Criteria) error {
	_, _, err := CriteriaSQL(criteria, time.Time{})
	return err
}

func (c *Conditions) addClient(criteria garage.Criteria) {
	if len(criteria.FamilyIDs) > 0 {
		c.Add(`+client.family_id` + In(c, criteria.FamilyIDs)) // +: not by its index, a family has thousands
	}
	if len(criteria.TypeIDs) > 0 {
		c.Add(`+client.type_id` + In(c, criteria.TypeIDs))
	}
	for _, plain := range []struct {
		set  bool
		part string
	}{
		{criteria.HasAddress, `client.address <> '' AND client.locality_fold <> ''`},
		{criteria.HasEmail, `client.email <> ''`},
		{criteria.HasGSM, `client.gsm <> ''`},
		{criteria.AcceptsPromotional, `client.accepts_promotional = 1`},
		{criteria.Marked, `client.id IN (SELECT client_id FROM mark)`},
	} {
		if plain.set {
			c.Add(plain.part)
		}
	}
	if localities := folded(criteria.Localities); len(localities) > 0 {
		c.Add(`client.locality_fold` + In(c, localities))
	}
	if criteria.Country != "" {
		not := map[bool]string{true: `NOT `}[criteria.NotThisCountry]
		c.Add(not + countrySQL(c, criteria.Country))
	}
}

// countrySQL holds for the clients of a country; those without one live in HomeCountry.
func countrySQL(c *Conditions, country string) string {
	return `(iif(client.country = '', '` + garage.HomeCountry + `', client.country) = ` + c.Bind(strings.ToUpper(country)) + `)`
}

func folded(texts []string) []string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = garage.Fold(text)
	}
	return all
}

func (c *Conditions) addVehicle(criteria garage.Criteria) {
	var makes, types string
	switch {
	case len(criteria.Makes) == 0:
	case criteria.LooseMake:
		makes = `make_fold` + In(c, folded(criteria.Makes))
	default:
		makes = `make` + In(c, criteria.Makes)
	}
	if len(criteria.VehicleTypes) > 0 {
		types = `vehicle_type` + In(c, criteria.VehicleTypes)
	}
	if makes != "" && types != "" && criteria.SameVehicle {
		c.Add(ownsSQL(makes + ` AND ` + types))
		return
	}
	if makes != "" {
		c.Add(ownsSQL(makes))
	}
	if types != "" {
		c.Add(ownsSQL(types))
	}
}

// ownsSQL holds for the clients with at least one vehicle that meets the condition.
func ownsSQL(condition string) string {
	return `client.id IN (SELECT client_id FROM vehicle WHERE ` + condition + `)`
}

// ownsByRule is ownsSQL for a custom filter's rule: any column, and often most vehicles. The index holds them all client by
// client, and to collect ids that come in order takes half the time.
func ownsByRule(condition string) string {
	return `client.id IN (SELECT client_id FROM vehicle INDEXED BY vehicle_client WHERE ` + condition + `)`
}

// lastCame is the day of a client's last visit or document: one on a day or later is the same as any.
const lastCame = `max(last_visit, last_document)`

// tallySQL holds for the clients whose tally meets the condition. A client with neither visit nor document has no tally
// row: without says whether he meets it; he is then found by exclusion.
func tallySQL(condition string, without bool) string {
	if without {
		return `client.id NOT IN (SELECT client_id FROM tally WHERE NOT (` + condition + `))`
	}
	return `client.id IN (SELECT client_id FROM tally WHERE ` + condition + `)`
}

func (c *Conditions) addDates(criteria garage.Criteria) error {
	for field, value := range map[string]string{"came_since": criteria.CameSince, "not_came_since": criteria.NotCameSince} {
		if reason := garage.CheckDate(value); reason != "" {
			return &garage.FieldError{Field: field, Reason: reason}
		}
	}
	switch since, before := criteria.CameSince, criteria.NotCameSince; {
	case since != "" && before != "":
		c.Add(tallySQL(lastCame+` >= `+c.Bind(since)+` AND `+lastCame+` < `+c.Bind(before), false))
	case since != "":
		c.Add(tallySQL(lastCame+` >= `+c.Bind(since), false))
	case before != "":
		c.Add(tallySQL(lastCame+` < `+c.Bind(before), true))
	}
	return nil
}
