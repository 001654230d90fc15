package tabular

import (
	"strconv"
	"strings"
)

// richText gathers the text of a cell or of a shared text: <v>, or every <t> but the reading aids of <rPh>. Some programs
// write both into a cell of its own text: then it is said once.
type richText struct {
	text, value, formula strings.Builder
	inside               *strings.Builder // where what follows belongs, nil = nowhere
	aid                  bool
	formed, valued       bool // there is a formula, and what it gave
}

func (r *richText) reset() {
	r.text.Reset()
	r.value.Reset()
	r.formula.Reset()
	r.inside, r.aid, r.formed, r.valued = nil, false, false, false
}

func (r *richText) open(name string) {
	switch {
	case name == "v":
		r.inside, r.valued = &r.value, true
	case name == "f":
		r.inside, r.formed = &r.formula, true
	case name == "t" && !r.aid:
		r.inside = &r.text
	case name == "rPh":
		r.aid = true
	}
}

func (r *richText) shut(name string) {
	switch name {
	case "v", "t", "f":
		r.inside = nil
	case "rPh":
		r.aid = false
	}
}

func (r *richText) add(data []byte) {
	if r.inside != nil {
		r.inside.Write(data)
	}
}

// String returns the text; Excel writes what XML cannot hold as _x000D_, and a line break is \n as in CSV.
func (r *richText) String() string {
	text := r.text.String()
	if text == "" {
		text = r.value.String()
	}
	for from := 0; ; {
		at := strings.Index(text[from:], "_x")
		if at < 0 {
			break
		}
		if at += from; len(text) < at+7 || text[at+6] != '_' {
			from = at + 2
			continue
		}
		code, err := strconv.ParseUint(text[at+2:at+6], 16, 16)
		if err != nil {
			from = at + 2
			continue
		}
		text = text[:at] + string(rune(code)) + text[at+7:]
		from = at + 1
	}
	if strings.ContainsRune(text, '\r') {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	return text
}
