package criteria

import (
	"strconv"
	"strings"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// ruleSQL returns the condition of a checked rule, "" for a group that restricts nothing. Field names come from the
// fixed table, values are bound.
func (c *Conditions) ruleSQL(rule garage.Rule, now time.Time) string {
	if rule.Group == "" {
		return c.comparisonSQL(rule, now)
	}
	var parts []string
	for _, child := range rule.Rules {
		if part := c.ruleSQL(child, now); part != "" {
			parts = append(parts, part)
		}
	}
	switch {
	case len(parts) == 0:
		return ""
	case rule.Group == AllOf:
		return `(` + strings.Join(parts, ` AND `) + `)`
	case rule.Group == AnyOf:
		return `(` + strings.Join(parts, ` OR `) + `)`
	}
	return `NOT (` + strings.Join(parts, ` OR `) + `)`
}

func (c *Conditions) comparisonSQL(rule garage.Rule, now time.Time) string {
	field, _ := FieldOf(rule.Field) // checked
	var condition string
	switch field.FieldType {
	case TextField:
		condition = c.textSQL(field, rule)
	case NumberField, MoneyField:
		condition = c.numberSQL(field, rule)
	case DateField:
		condition = c.dateSQL(field, rule, now)
	case YesNoField:
		condition = field.sql + ` = ` + map[string]string{Yes: `1`, No: `0`}[rule.Operator]
	default:
		condition = c.choiceSQL(field, rule)
	}
	switch field.of {
	case vehicle:
		return ownsByRule(condition)
	case tally:
		return tallySQL(condition, field.meetsWithout(rule))
	}
	return `(` + condition + `)`
}

// meetsWithout says whether a client without visits and documents meets a rule about them: his counts are 0, his dates "".
func (f filterField) meetsWithout(rule garage.Rule) bool {
	if f.FieldType == DateField {
		return rule.Operator == Empty
	}
	first := f.compared(rule.Values[0])
	switch rule.Operator {
	case Is:
		return first == 0
	case IsNot:
		return first != 0
	case Greater:
		return first < 0
	case Less:
		return first > 0
	}
	return first <= 0 && 0 <= f.compared(rule.Values[1])
}

func (c *Conditions) textSQL(field filterField, rule garage.Rule) string {
	switch rule.Operator {
	case Empty:
		return field.sql + ` = ''`
	case NotEmpty:
		return field.sql + ` <> ''`
	}
	text, value := `fold(`+field.sql+`)`, garage.Fold(rule.Values[0])
	if field.plate {
		text, value = field.sql, garage.FoldPlate(rule.Values[0])
	}
	first := "" // what must hold besides, and is sooner looked at than the folded text is made
	if field.foldedIn != "" && rule.Operator != IsNot {
		first = `instr(` + field.foldedIn + `, ` + c.Bind(value) + `) > 0 AND `
	}
	switch rule.Operator {
	case Is:
		return first + text + ` = ` + c.Bind(value)
	case IsNot:
		return text + ` <> ` + c.Bind(value)
	case Begins:
		return first + `substr(` + text + `, 1, ` + c.Bind(len([]rune(value))) + `) = ` + c.Bind(value)
	}
	return first + field.sql + ` <> '' AND instr(` + text + `, ` + c.Bind(value) + `) > 0`
}

func (c *Conditions) numberSQL(field filterField, rule garage.Rule) string {
	first := c.Bind(field.compared(rule.Values[0]))
	switch rule.Operator {
	case Is:
		return field.sql + ` = ` + first
	case IsNot:
		return field.sql + ` <> ` + first
	case Greater:
		return field.sql + ` > ` + first
	case Less:
		return field.sql + ` < ` + first
	}
	return field.sql + ` BETWEEN ` + first + ` AND ` + c.Bind(field.compared(rule.Values[1]))
}

// dateSQL turns every comparison into days from … to, both included; a client without a date meets none of them.
func (c *Conditions) dateSQL(field filterField, rule garage.Rule, now time.Time) string {
	switch rule.Operator {
	case Empty:
		return field.sql + ` = ''`
	case NotEmpty:
		return field.sql + ` <> ''`
	}
	from, to := daysOf(rule, now)
	if field.moment { // "" is before every moment, and no moment itself
		return field.sql + ` <> '' AND ` + field.sql + ` >= ` + c.Bind(momentOf(from, now)) + ` AND ` + field.sql + ` < ` + c.Bind(momentOf(to.AddDate(0, 0, 1), now))
	}
	return field.sql + ` BETWEEN ` + c.Bind(from.Format(time.DateOnly)) + ` AND ` + c.Bind(to.Format(time.DateOnly))
}

// The first and the last day that a date can be: see CheckDate. Both sort as text like the dates between them.
var (
	firstDay = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	lastDay  = time.Date(9998, 12, 31, 0, 0, 0, 0, time.UTC)
)

func daysOf(rule garage.Rule, now time.Time) (from, to time.Time) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch rule.Operator {
	case LastDays:
		days, _ := strconv.Atoi(rule.Values[0]) // checked
		return today.AddDate(0, 0, -days), today
	case NextDays:
		days, _ := strconv.Atoi(rule.Values[0]) // checked
		return today, today.AddDate(0, 0, days)
	}
	day, _ := time.Parse(time.DateOnly, rule.Values[0]) // checked
	switch rule.Operator {
	case Before:
		return firstDay, day.AddDate(0, 0, -1)
	case After:
		return day.AddDate(0, 0, 1), lastDay
	case Between:
		last, _ := time.Parse(time.DateOnly, rule.Values[1]) // checked
		return day, last
	}
	return day, day
}

// momentOf is the stored time at which a day begins at the place of now: at midnight, or later where the clocks go forward
// then.
func momentOf(day, now time.Time) string {
	begin := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, now.Location())
	for begin.Day() != day.Day() {
		begin = begin.Add(15 * time.Minute)
	}
	return begin.UTC().Format(sqlite.TimeFormat) // the first day of all is a moment, too, not none
}

func (c *Conditions) choiceSQL(field filterField, rule garage.Rule) string {
	isNumber := field.FieldType == FamilyField || field.FieldType == TypeField
	sql, none := field.sql, `''`
	if isNumber {
		none = `0`
	}
	switch rule.Operator {
	case Empty:
		return sql + ` = ` + none
	case NotEmpty:
		return sql + ` <> ` + none
	}
	values := make([]any, len(rule.Values))
	for i, value := range rule.Values {
		if values[i] = value; isNumber {
			values[i] = field.compared(value)
		}
	}
	if field.FieldType == CountryField {
		sql = `iif(` + sql + ` = '', '` + garage.HomeCountry + `', ` + sql + `)`
	}
	not := map[string]string{IsNot: ` NOT`}[rule.Operator]
	return sql + not + In(c, values)
}
