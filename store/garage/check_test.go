package garage_test

import (
	"strings"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// badAddresses are what TestChecks tries.
var badAddresses = map[string]string{
	"pas d'email": "check.email_no_at", "a@b": "check.email_domain", "a b@c.be": "check.email_space", "a@b.be ": "check.email_space",
	"a@b.be, c@d.be": "check.email_several", "a@b.be;": "check.email_several", "a@@b.be": "check.email_two_at",
	"Jean <a@b.be>": "check.email_name", "<a@b.be>": "check.email_name", "a(x)@b.be": "check.email_name", `"a b"@c.be`: "check.email_name",
	"a@b.be\r\nBcc: x@y.be": "check.email_control", "a@b.be\n": "check.email_control", "a\x00@b.be": "check.email_control",
	"a\u202e@b.be": "check.email_control", "a\u200b@b.be": "check.email_control", "a@b.be\u2028": "check.email_control", "a\xff@b.be": "check.email_control",
	".a@b.be": "check.email_local", "a..b@c.be": "check.email_local", "a.@b.be": "check.email_local", "@b.be": "check.email_local",
	strings.Repeat("a", 65) + "@b.be": "check.email_local", "a@b..be": "check.email_domain", "a@-b.be": "check.email_domain",
	"a@b_c.be": "check.email_domain", "a@192.168.1.1": "check.email_domain", "a@[192.168.1.1]": "check.email_domain", "a@b.c": "check.email_domain",
	"a@" + strings.Repeat("b", 64) + ".be": "check.email_domain", "a@b.be.": "check.email_domain", "a:b@c.be": "check.email_local",
	"a@b-.be": "check.email_domain", "a@b.1c": "check.email_domain", "a@b.c-": "check.email_domain", "a@xn--a.be": "check.email_domain",
	"a@" + strings.Repeat("é", 61) + ".be": "check.email_domain", "a@" + strings.Repeat(strings.Repeat("ü", 20)+".", 7) + "be": "check.email_domain",
}

func TestChecks(t *testing.T) {
	postcode := func(country string) func(string) string {
		return func(value string) string { return garage.CheckPostcode(value, country) }
	}
	for name, test := range map[string]struct {
		check func(string) string
		good  []string
		wrong map[string]string // value: reason
	}{
		"email": {
			garage.CheckEmail,
			[]string{"", "a@b.be", "Jean.O'Neil+garage@sub.domain.example", "élise@garage.example", "info@crèvecœur.example", "用户@例子.公司", "a@xn--bcher-kva.example"},
			badAddresses,
		},
		"vat": {
			garage.CheckVATNumber,
			[]string{"", "BE0403170701", "be 0403.170.701", "403170701", "0403170701", "BE1000000021", "FR12345678901", "NL123456789B01", "LU12345678", "DE 123 456 789"},
			map[string]string{
				"BE0403170702": "check.enterprise_digits", "0403170710": "check.enterprise_digits", "BE403": "check.enterprise_length", "BE2403170701": "check.enterprise_length",
				"FR123": "check.vat", "US123456789": "check.vat", "non assujetti": "check.vat", "B": "check.vat", "éé12345678": "check.vat",
			},
		},
		"phone": {
			garage.CheckPhone,
			[]string{"", "081/12.34.56", "+32 475 12 34 56", "0032475123456", "(02) 123-45-67", "+32 (0)475 12 34 56"},
			map[string]string{"12": "check.phone_length", "0475 12 34 56 78 90 12": "check.phone_length", "0475 12 34 56 (Marc)": "check.phone_signs", "12+345678": "check.phone_signs", "081/12.34.56\n": "check.phone_signs"},
		},
		"postcode":       {postcode(""), []string{"", "5000"}, map[string]string{"500": "check.postcode", "0500": "check.postcode", "B-5000": "check.postcode"}},
		"postcode of NL": {postcode("NL"), []string{"1012 AB", "1012AB"}, map[string]string{"1012": "check.postcode"}},
		"postcode of PT": {postcode("PT"), []string{"1000-205"}, map[string]string{"1000;205": "check.postcode"}},
		"iban": {
			garage.CheckIBAN,
			[]string{"", "BE68 5390 0754 7034", "be68539007547034", "NL91ABNA0417164300", "FR1420041010050500013M02606"},
			map[string]string{"BE68 5390 0754 7035": "check.iban_digits", "BE68 5390 0754": "check.iban", "BE68539007547034000": "check.iban_length", "XX": "check.iban", "BE6853900754703é": "check.iban_length"},
		},
		"bic":        {garage.CheckBIC, []string{"", "GEBABEBB", "gebabebb36a"}, map[string]string{"GEBA": "check.bic", "GEBABEBB3": "check.bic", "12345678": "check.bic"}},
		"enterprise": {garage.CheckEnterpriseNumber, []string{"", "0403.170.701", "0123456749"}, map[string]string{"0123456700": "check.enterprise_digits", "403170701": "check.enterprise_length"}},
		"date":       {garage.CheckDate, []string{"", "2024-02-29", "1960-01-01"}, map[string]string{"2026-02-29": "check.date", "29/02/2024": "check.date", "0001-01-01": "check.date", "2026-1-1": "check.date", "9999-01-01": "check.date"}},
		"server":     {garage.CheckServerName, []string{"", "smtp.garage.example", "192.0.2.1", "::1"}, map[string]string{"smtp://a.be": "check.server", "a b": "check.server", "a\r\nb": "check.server"}},
	} {
		for _, value := range test.good {
			if reason := test.check(value); reason != "" {
				t.Errorf("%s %q: %s, but it is good", name, value, reason)
			}
		}
		for value, want := range test.wrong {
			if reason := test.check(value); reason != want {
				t.Errorf("%s %q: %q, want %s", name, value, reason, want)
			}
		}
	}
}

func TestForms(t *testing.T) {
	for phone, want := range map[string]string{
		"0475123456": "0475 12 34 56", "+32475123456": "0475 12 34 56", "0032 475/12.34.56": "0475 12 34 56", "+32 (0)475 12 34 56": "0475 12 34 56",
		"021234567": "02 123 45 67", "+32 81 12 34 56": "081 12 34 56", "+33 6 12 34 56 78": "+33 6 12 34 56 78", " le soir ": "le soir", "": "",
	} {
		if got := garage.FormatPhone(phone); got != want {
			t.Errorf("%q: %q, want %q", phone, got, want)
		}
	}
	for number, want := range map[string]string{
		"be 0403.170.701": "BE0403170701", "403 170 701": "BE0403170701", "BE403170701": "BE0403170701", "nl123456789b01": "NL123456789B01", "": "",
	} {
		if got := garage.NormalizeVAT(number); got != want {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}

func TestPostcodes(t *testing.T) {
	for typed, want := range map[string]int{
		"": 0, "5000": 1, " 5000 , 50* ;5000 - 5100\n1234": 4, "L-1234": 1, "59000": 1, "1012AB": 1, "5000–5100": 1,
	} {
		if rules, err := garage.ParsePostcodes(typed); err != nil || len(rules) != want {
			t.Errorf("%q: %+v %v", typed, rules, err)
		}
	}
	for typed, reason := range map[string]string{
		"5100-5000": "check.postcodes_range", "500-5000": "check.postcodes_range", "*": "check.postcodes", "5%": "check.postcodes",
		"50**": "check.postcodes", "'": "check.postcodes", strings.Repeat("1,", 501): "check.postcodes_many",
	} {
		_, err := garage.ParsePostcodes(typed)
		storetest.MustRefuse(t, err, "postcodes", reason)
	}
}
