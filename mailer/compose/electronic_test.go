package compose

import (
	"testing"

	"garagemail/assets/lang"
	"garagemail/store/garage"
	"garagemail/store/ubl"
)

// TestEveryRuleIsSaid: a rule without a sentence would stop her without a word, and a mention that the law wants would be missing.
func TestEveryRuleIsSaid(t *testing.T) {
	for _, language := range []string{"fr", "nl", "en"} {
		p := lang.New(language)
		for _, rule := range ubl.Rules {
			if !p.Has(rule.Reason) {
				t.Errorf("%s: no sentence for %s (%s)", language, rule.ID, rule.Reason)
			}
		}
		for _, reason := range garage.ZeroVATs {
			if key := reason.LabelKey(); key != "" && !p.Has(key) {
				t.Errorf("%s: no mention for %s", language, reason)
			}
		}
	}
}
