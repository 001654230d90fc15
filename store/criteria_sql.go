package store

import (
	"fmt"
	"strings"
	"time"
)

// conditions collects parts of a WHERE clause and their bound values: what a person typed never reaches the text.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string) { c.parts = append(c.parts, part) }

// bind keeps a value and returns its placeholder, numbered because the parts are put together out of order.
func (c *conditions) bind(value any) string {
	c.args = append(c.args, value)
	return fmt.Sprintf("?%d", len(c.args))
}

// in binds all values as one list.
func in[T any](c *conditions, values []T) string {
	marks := make([]string, len(values))
	for i, value := range values {
		marks[i] = c.bind(value)
	}
	return ` IN (` + strings.Join(marks, ", ") + `)`
}

// criteriaSQL returns the WHERE clause over table client for the criteria, "" when they restrict nothing, and its bound
// values. What other tables answer (a make, a mark, a date) stands as id IN (SELECT …): when few rows answer, SQLite
// starts from those. It never joins, so no client comes twice. now says what "the last 30 days" are.
// The error is a FieldError or a RuleError.
func criteriaSQL(criteria Criteria, now time.Time) (where string, args []any, err error) {
	c := &conditions{}
	c.addClient(criteria)
	c.addVehicle(criteria)
	if err := c.addDates(criteria); err != nil {
		return "", nil, err
	}
	postcodes, err := ParsePostcodes(criteria.Postcodes)
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
			c.add(rule)
		}
	}
	return strings.Join(c.parts, " AND "), c.args, nil
}

// CheckCriteria says whether the criteria can be evaluated: nil, a FieldError (came_since, not_came_since, postcodes) or
// a RuleError.
func CheckCriteria(criteria Criteria) error {
	_, _, err := criteriaSQL(criteria, time.Time{})
	return err
}

func (c *conditions) addClient(criteria Criteria) {
	if len(criteria.FamilyIDs) > 0 {
		c.add(`+client.family_id` + in(c, criteria.FamilyIDs)) // +: not by its index, a family has thousands
	}
	if len(criteria.TypeIDs) > 0 {
		c.add(`+client.type_id` + in(c, criteria.TypeIDs))
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
			c.add(plain.part)
		}
	}
	if localities := folded(criteria.Localities); len(localities) > 0 {
		c.add(`client.locality_fold` + in(c, localities))
	}
	if criteria.Country != "" {
		not := map[bool]string{true: `NOT `}[criteria.NotThisCountry]
		c.add(not + countrySQL(c, criteria.Country))
	}
}

// countrySQL holds for the clients of a country; those without one live in HomeCountry.
func countrySQL(c *conditions, country string) string {
	return `(iif(client.country = '', '` + HomeCountry + `', client.country) = ` + c.bind(strings.ToUpper(country)) + `)`
}

func folded(texts []string) []string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = Fold(text)
	}
	return all
}

func (c *conditions) addVehicle(criteria Criteria) {
	var makes, types string
	switch {
	case len(criteria.Makes) == 0:
	case criteria.LooseMake:
		makes = `make_fold` + in(c, folded(criteria.Makes))
	default:
		makes = `make` + in(c, criteria.Makes)
	}
	if len(criteria.VehicleTypes) > 0 {
		types = `vehicle_type` + in(c, criteria.VehicleTypes)
	}
	if makes != "" && types != "" && criteria.SameVehicle {
		c.add(ownsSQL(makes + ` AND ` + types))
		return
	}
	if makes != "" {
		c.add(ownsSQL(makes))
	}
	if types != "" {
		c.add(ownsSQL(types))
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

func (c *conditions) addDates(criteria Criteria) error {
	for field, value := range map[string]string{"came_since": criteria.CameSince, "not_came_since": criteria.NotCameSince} {
		if reason := CheckDate(value); reason != "" {
			return &FieldError{Field: field, Reason: reason}
		}
	}
	switch since, before := criteria.CameSince, criteria.NotCameSince; {
	case since != "" && before != "":
		c.add(tallySQL(lastCame+` >= `+c.bind(since)+` AND `+lastCame+` < `+c.bind(before), false))
	case since != "":
		c.add(tallySQL(lastCame+` >= `+c.bind(since), false))
	case before != "":
		c.add(tallySQL(lastCame+` < `+c.bind(before), true))
	}
	return nil
}
