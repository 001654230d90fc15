package criteria_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"garagemail/store/criteria"
	"garagemail/store/garage"
)

// compare evaluates one comparison over what the client has: one value for a field of the sheet, one per vehicle.
func (n *naive) compare(client garage.Client, rule garage.Rule) bool {
	table, field, _ := strings.Cut(rule.Field, ".")
	if table == "vehicle" {
		return slices.ContainsFunc(n.vehicles[client.ID], func(v garage.Vehicle) bool { return n.holds(vehicleValue(v, field), rule) })
	}
	if n.values[client.ID] == nil {
		n.values[client.ID] = n.valuesOf(client)
	}
	return n.holds(n.values[client.ID][rule.Field], rule)
}

func vehicleValue(v garage.Vehicle, field string) any {
	return map[string]any{
		"plate": plate(v.Plate), "vin": v.VIN, "make": v.Make, "model": v.Model, "type": v.VehicleType,
		"first_registration": date(v.FirstRegistration), "km": float64(v.Km), "next_inspection": date(v.NextInspection),
	}[field]
}

type (
	plate  string
	date   string
	choice string
)

func (n *naive) valuesOf(client garage.Client) map[string]any {
	documents := n.documents[client.ID]
	dates, total := []string{}, garage.Cents(0)
	for _, document := range documents {
		dates, total = append(dates, document.Date), total+document.Total
	}
	local := []string{}
	for _, at := range n.mailed[client.ID] {
		local = append(local, at.In(n.now.Location()).Format(time.DateOnly))
	}
	return map[string]any{
		"client.number": client.Number, "client.title": client.Title, "client.name": client.Name, "client.first_name": client.FirstName,
		"client.company_form": client.CompanyForm, "client.address": client.Address, "client.postcode": client.Postcode,
		"client.locality": client.Locality, "client.country": choice(client.Country), "client.language": choice(client.Language),
		"client.phone": client.Phone, "client.gsm": client.GSM, "client.email": client.Email, "client.billing_email": client.BillingEmail,
		"client.vat_number": client.VATNumber, "client.family": idChoice(client.FamilyID), "client.type": idChoice(client.TypeID),
		"client.accepts_promotional": client.AcceptsPromotional, "client.notes": client.Notes,
		"visit.count": float64(len(n.visits[client.ID])), "visit.first": extreme(n.visits[client.ID], slices.Min), "visit.last": extreme(n.visits[client.ID], slices.Max),
		"document.count": float64(len(documents)), "document.total": float64(total) / 100,
		"document.first": extreme(dates, slices.Min), "document.last": extreme(dates, slices.Max), "mailing.last": extreme(local, slices.Max),
	}
}

func idChoice(id int64) choice {
	if id == 0 {
		return ""
	}
	return choice(strconv.FormatInt(id, 10))
}

func extreme(dates []string, of func([]string) string) date {
	if len(dates) == 0 {
		return ""
	}
	return date(of(dates))
}

func (n *naive) holds(value any, rule garage.Rule) bool {
	switch value := value.(type) {
	case bool:
		return value == (rule.Operator == criteria.Yes)
	case float64:
		return holdsNumber(value, rule)
	case date:
		return n.holdsDate(string(value), rule)
	case choice:
		return holdsChoice(string(value), rule)
	case plate:
		return holdsText(garage.FoldPlate(string(value)), garage.FoldPlate, rule)
	case string:
		return holdsText(garage.Fold(value), garage.Fold, rule)
	}
	panic("no such field: " + rule.Field)
}

func holdsText(value string, fold func(string) string, rule garage.Rule) bool {
	switch rule.Operator {
	case criteria.Empty:
		return value == ""
	case criteria.NotEmpty:
		return value != ""
	case criteria.Is:
		return value == fold(rule.Values[0])
	case criteria.IsNot:
		return value != fold(rule.Values[0])
	case criteria.Begins:
		return strings.HasPrefix(value, fold(rule.Values[0]))
	}
	return strings.Contains(value, fold(rule.Values[0]))
}

func holdsNumber(value float64, rule garage.Rule) bool {
	first, _ := strconv.ParseFloat(rule.Values[0], 64)
	value, first = math.Round(value*100), math.Round(first*100)
	switch rule.Operator {
	case criteria.Is:
		return value == first
	case criteria.IsNot:
		return value != first
	case criteria.Greater:
		return value > first
	case criteria.Less:
		return value < first
	}
	second, _ := strconv.ParseFloat(rule.Values[1], 64)
	return first <= value && value <= math.Round(second*100)
}

func (n *naive) holdsDate(value string, rule garage.Rule) bool {
	if rule.Operator == criteria.Empty || rule.Operator == criteria.NotEmpty {
		return (value == "") == (rule.Operator == criteria.Empty)
	}
	if value == "" {
		return false
	}
	today, first := n.now.Format(time.DateOnly), rule.Values[0]
	days, _ := strconv.Atoi(first)
	switch rule.Operator {
	case criteria.Before:
		return value < first
	case criteria.After:
		return value > first
	case criteria.Is:
		return value == first
	case criteria.LastDays:
		return n.now.AddDate(0, 0, -days).Format(time.DateOnly) <= value && value <= today
	case criteria.NextDays:
		return today <= value && value <= n.now.AddDate(0, 0, days).Format(time.DateOnly)
	}
	return first <= value && value <= rule.Values[1]
}

func holdsChoice(value string, rule garage.Rule) bool {
	if rule.Operator == criteria.Empty || rule.Operator == criteria.NotEmpty {
		return (value == "") == (rule.Operator == criteria.Empty)
	}
	if rule.Field == "client.country" && value == "" {
		value = "BE"
	}
	return slices.Contains(rule.Values, value) == (rule.Operator == criteria.Is)
}
