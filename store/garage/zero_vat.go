package garage

// ZeroVAT says why lines of 0 % have no VAT: the law wants it on the document, and an electronic invoice cannot do without.
type ZeroVAT string

// The reasons that a garage meets. "" = not said.
const (
	ZeroReverseCharge ZeroVAT = "reverse_charge"  // the co-contractor owes it (RD 1, art. 20)
	ZeroIntra         ZeroVAT = "intra_community" // goods to a VAT-liable client in another country of the Union (VAT Code, art. 39bis)
	ZeroExport        ZeroVAT = "export"          // goods that leave the Union (art. 39)
	ZeroDisbursement  ZeroVAT = "disbursement"    // paid in the client's name, as a fee for the inspection (art. 28, 5°)
	ZeroMargin        ZeroVAT = "margin"          // a used car under the margin scheme (art. 58, § 4)
	ZeroSmall         ZeroVAT = "small"           // a small firm that charges no VAT (art. 56bis)
	ZeroExempt        ZeroVAT = "exempt"          // exempt by its nature (art. 44)
	ZeroRated         ZeroVAT = "zero_rated"      // a rate of 0 %
	ZeroOutside       ZeroVAT = "outside"         // no supply: damages, a deposit; alone on its document
)

// ZeroVATs are all reasons, in the order in which screens list them.
var ZeroVATs = []ZeroVAT{
	ZeroReverseCharge, ZeroDisbursement, ZeroIntra, ZeroExport, ZeroMargin, ZeroSmall, ZeroExempt, ZeroRated, ZeroOutside,
}

// zeroCategories are the VAT categories of EN 16931 (UNTDID 5305) and the exemption codes of the Connecting Europe Facility.
var zeroCategories = map[ZeroVAT]struct{ category, code string }{
	ZeroReverseCharge: {"AE", "VATEX-EU-AE"}, ZeroIntra: {"K", "VATEX-EU-IC"}, ZeroExport: {"G", "VATEX-EU-G"},
	ZeroDisbursement: {"E", "VATEX-EU-79-C"}, ZeroMargin: {"E", "VATEX-EU-F"}, ZeroSmall: {"E", ""}, ZeroExempt: {"E", ""},
	ZeroRated: {"Z", ""}, ZeroOutside: {"O", "VATEX-EU-O"},
}

// Category is the VAT category of EN 16931 and the code of the exemption; both "" where no reason is said.
func (z ZeroVAT) Category() (category, code string) {
	known := zeroCategories[z]
	return known.category, known.code
}

// LabelKey is the language key of the mention that the law wants on the document; "" for a rate of 0 %, which needs none.
func (z ZeroVAT) LabelKey() string {
	if z == "" || z == ZeroRated {
		return ""
	}
	return "vat_zero." + string(z)
}

// CheckZeroVAT returns why a reason cannot stand, as a language key.
func CheckZeroVAT(z ZeroVAT) (reason string) {
	if _, known := zeroCategories[z]; z != "" && !known {
		return "check.vat_zero"
	}
	return ""
}

// HasZeroRate says that a line of the document that costs something has no VAT.
func (d Document) HasZeroRate() bool {
	for _, line := range d.Lines {
		if line.VATRate == 0 && (line.UnitPrice != 0 || line.PriceRest != 0) {
			return true
		}
	}
	return false
}
