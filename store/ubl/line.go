package ubl

func (r *reading) line(l *line) Line {
	where := string(l.ID) + ", "
	if l.Net.Element == "" {
		r.refuse(BadNumber, "%sLineExtensionAmount", where)
	}
	read := Line{
		ID:          string(l.ID),
		Code:        string(l.Code),
		Name:        string(l.Name),
		Description: joined(l.Descriptions),
		Note:        joined(l.Notes),
	}
	read.NetMillionths, read.Net = r.millionths(where, l.Net)
	read.Category, read.Rate = r.category(where, l.Categories)
	for _, property := range l.Properties {
		read.Properties = append(read.Properties, Property{string(property.Name), string(property.Value)})
	}
	r.quantity(where, l, &read)
	r.price(where, l, &read)
	for i := range l.Allowances {
		read.Allowances = append(read.Allowances, r.allowance(where, &l.Allowances[i]))
	}
	return read
}

// quantity reads how many; a line without a quantity is one of something.
func (r *reading) quantity(where string, l *line, into *Line) {
	units := l.Invoiced
	if units.Element == "" {
		units = l.Credited
	}
	if units.Element == "" {
		units.Text = "1"
	}
	number, ok := parseDecimal(units.Text)
	if ok {
		into.Quantity, ok = number.rounded(3, maxThousandths)
	}
	if !ok {
		r.refuse(BadNumber, "%s%s %s", where, units.Element, units.Text)
	}
	into.QuantityText, into.Unit = number.String(), units.Unit
}

// price reads the price of a unit, that may be stated for a hundred of them and have any number of decimals.
func (r *reading) price(where string, l *line, into *Line) {
	if l.Price.Element == "" {
		return
	}
	price, base := r.decimal(where, l.Price), l.BaseQuantity
	if base.Element == "" {
		base.Text = "1"
	}
	number, ok := parseDecimal(base.Text)
	if !ok || number.units.Sign() <= 0 {
		r.refuse(BadNumber, "%sBaseQuantity %s", where, base.Text)
		return
	}
	into.UnitPriceText, into.BaseQuantityText = price.String(), number.String()
	if into.UnitPrice, into.UnitPriceExact, ok = price.perUnit(number, 6, maxMillionths); !ok {
		r.refuse(BadNumber, "%sPriceAmount %s", where, l.Price.Text)
	}
}

// allowance reads what all allowances and charges have.
func (r *reading) allowance(where string, a *allowance) Allowance {
	read := Allowance{Reason: string(a.Reason)}
	_, read.Amount = r.millionths(where, a.Amount)
	_, read.Base = r.millionths(where, a.Base)
	switch a.Charge {
	case "true", "1":
		read.Charge = true
	case "false", "0":
	default:
		r.refuse(BadNumber, "%sChargeIndicator %s", where, a.Charge)
	}
	if a.Amount.Element == "" {
		r.refuse(BadNumber, "%sAllowanceCharge/Amount", where)
	}
	if a.Percent == "" {
		return read
	}
	// The amount counts; the percentage only explains it, and may have more decimals than basis points.
	percent, ok := parseDecimal(string(a.Percent))
	if !ok {
		r.refuse(BadNumber, "%sMultiplierFactorNumeric %s", where, a.Percent)
		return read
	}
	if units, exact := percent.exact(2, maxBasisPoints); exact {
		read.Percent = units
	}
	return read
}

// documentAllowance reads one of the whole document, which belongs to a VAT rate.
func (r *reading) documentAllowance(a *allowance) Allowance {
	read := r.allowance("", a)
	read.Amount = r.cents("", a.Amount)
	read.Category, read.Rate = r.category("AllowanceCharge, ", a.Categories)
	return read
}
