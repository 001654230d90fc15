package mailings

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"garagemail/store/criteria"
	"garagemail/store/garage"
)

// ruleNode is a rule while it is being edited: a group when group is set.
type ruleNode struct {
	group    string
	children []*ruleNode
	field    criteria.FilterField
	operator string
	values   []string // as the store keeps them; what cannot be read stands as it was typed, and is refused
	problem  *canvas.Text
	focus    fyne.Focusable // where its value is typed, nil = nowhere
}

func (f *filterWindow) newRule() *ruleNode {
	return &ruleNode{field: f.fields[0], operator: f.fields[0].Operators[0]}
}

func (f *filterWindow) nodeOf(rule garage.Rule) *ruleNode {
	node := &ruleNode{group: rule.Group, operator: rule.Operator, values: slices.Clone(rule.Values)}
	for _, child := range rule.Rules {
		node.children = append(node.children, f.nodeOf(child))
	}
	for _, field := range f.fields {
		if field.Key == rule.Field {
			node.field = field
		}
	}
	return node
}

// rule returns the tree as the store keeps it.
func (n *ruleNode) rule() garage.Rule {
	if n.group != "" {
		rule := garage.Rule{Group: n.group}
		for _, child := range n.children {
			rule.Rules = append(rule.Rules, child.rule())
		}
		return rule
	}
	rule := garage.Rule{Field: n.field.Key, Operator: n.operator}
	count := valueCount(n.operator)
	if count > 0 && n.ofChoices() {
		rule.Values = slices.Clone(n.values)
		return rule
	}
	for i := range count {
		rule.Values = append(rule.Values, n.value(i))
	}
	return rule
}

// at returns the rule at a path as criteria.RuleError gives it.
func (n *ruleNode) at(path []int) *ruleNode {
	for _, place := range path {
		if place >= len(n.children) {
			return nil
		}
		n = n.children[place]
	}
	return n
}

func (n *ruleNode) value(i int) string {
	if i < len(n.values) {
		return n.values[i]
	}
	return ""
}

func (n *ruleNode) setValue(i int, value string) {
	for len(n.values) <= i {
		n.values = append(n.values, "")
	}
	n.values[i] = value
}

// ofChoices reports whether the values are picked among what exists: one or several.
func (n *ruleNode) ofChoices() bool {
	switch n.field.Type {
	case criteria.FamilyField, criteria.TypeField, criteria.LanguageField, criteria.CountryField:
		return true
	}
	return false
}

// valueCount is how many values an operator compares with.
func valueCount(operator string) int {
	switch operator {
	case criteria.Empty, criteria.NotEmpty, criteria.Yes, criteria.No:
		return 0
	case criteria.Between:
		return 2
	}
	return 1
}

// countsDays reports whether the value is a number of days and not a day.
func countsDays(operator string) bool {
	return operator == criteria.LastDays || operator == criteria.NextDays
}
