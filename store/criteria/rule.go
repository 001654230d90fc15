package criteria

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"garagemail/assets/lang/languages"
	"garagemail/store/decimal"
	"garagemail/store/garage"
)

// The groups of a Rule. A group without rules restricts nothing.
const (
	AllOf  = "and"
	AnyOf  = "or"
	NoneOf = "not" // none of its rules holds
)

// Bounds of a custom filter: far above what a person builds with the mouse, and below what SQLite refuses.
const (
	MaxRuleDepth = 10
	MaxRules     = 200
	maxRuleText  = 1000 // bytes of one value
	maxRuleList  = 500  // values of one rule
)

// RuleError says which rule of a custom filter cannot be evaluated. Path holds the positions from the root group down:
// [1 0] is the first rule of the second one. Reason is a language key (`check.rule_…` or that of a value's check).
type RuleError struct {
	Path   []int
	Reason string
}

// Error names the place and the reason, for logs; screens translate Reason.
func (e *RuleError) Error() string { return fmt.Sprintf("rule %v: %s", e.Path, e.Reason) }

// CheckRule says whether a custom filter can be evaluated: nil or a *RuleError.
func CheckRule(rule garage.Rule) error {
	count := 0
	return checkRule(rule, nil, &count)
}

func checkRule(rule garage.Rule, path []int, count *int) error {
	*count++
	switch {
	case len(path) > MaxRuleDepth:
		return &RuleError{Path: path, Reason: "check.rule_deep"}
	case *count > MaxRules:
		return &RuleError{Path: path, Reason: "check.rule_many"}
	case rule.Group == "":
		if reason := checkComparison(rule); reason != "" {
			return &RuleError{Path: path, Reason: reason}
		}
		return nil
	case !slices.Contains([]string{AllOf, AnyOf, NoneOf}, rule.Group) || rule.Field != "" || rule.Operator != "":
		return &RuleError{Path: path, Reason: "check.rule_unknown"}
	}
	for i, child := range rule.Rules {
		if err := checkRule(child, append(slices.Clone(path), i), count); err != nil {
			return err
		}
	}
	return nil
}

func checkComparison(rule garage.Rule) (reason string) {
	field, known := FieldOf(rule.Field)
	if !known || len(rule.Rules) > 0 || !slices.Contains(operatorsOf[field.FieldType], rule.Operator) {
		return "check.rule_unknown"
	}
	if least, most := valuesOf(field, rule.Operator); len(rule.Values) < least || len(rule.Values) > most {
		return "check.rule_value_missing"
	}
	for _, value := range rule.Values {
		if reason := checkRuleValue(field, rule.Operator, value); reason != "" {
			return reason
		}
	}
	if rule.Operator == Between && field.compared(rule.Values[0]) > field.compared(rule.Values[1]) {
		return "check.rule_between"
	}
	return ""
}

// valuesOf says how many values an operator takes.
func valuesOf(field filterField, operator string) (least, most int) {
	switch {
	case slices.Contains([]string{Empty, NotEmpty, Yes, No}, operator):
		return 0, 0
	case operator == Between:
		return 2, 2
	case slices.Contains([]FieldType{FamilyField, TypeField, LanguageField, CountryField}, field.FieldType):
		return 1, maxRuleList
	}
	return 1, 1
}

func checkRuleValue(field filterField, operator, value string) (reason string) {
	switch {
	case strings.TrimSpace(value) == "" || field.plate && garage.FoldPlate(value) == "":
		return "check.rule_value_missing"
	case len(value) > maxRuleText || !utf8.ValidString(value):
		return "check.rule_text_long"
	case operator == LastDays || operator == NextDays:
		if days, err := strconv.Atoi(value); err != nil || days < 0 || days > 36600 {
			return "check.rule_days"
		}
		return ""
	}
	switch field.FieldType {
	case DateField:
		return garage.CheckDate(value)
	case NumberField, FamilyField, TypeField:
		if _, ok := decimal.Parse(value, 0); !ok {
			return "check.number"
		}
	case MoneyField:
		if _, ok := decimal.Parse(value, 2); !ok {
			return "check.amount"
		}
	case LanguageField:
		if !languages.IsRecipient(value) {
			return "check.language"
		}
	case CountryField:
		return garage.CheckCountry(value)
	}
	return ""
}

// compared is a checked value as the number that SQL compares, a date as its digits.
func (f filterField) compared(value string) int64 {
	scale := 0
	switch f.FieldType {
	case DateField:
		value = strings.ReplaceAll(value, "-", "")
	case MoneyField:
		scale = 2
	}
	n, _ := decimal.Parse(value, scale) // checked before
	return n
}
