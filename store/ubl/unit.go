package ubl

import (
	"slices"
	"strings"
)

// Piece is the code of UN/ECE Recommendation 20 for one of something.
const Piece = "C62"

// units are the codes of Recommendations 20 and 21 that a garage's documents have: time, length, area, volume, mass, energy, electricity, pieces, packages.
var units = strings.Fields(`C62 H87 EA NAR PR SET KT NMP ZZ P1 E48 E49 LH
	HUR MIN SEC DAY WEE MON ANN E37
	MTR CMT MMT DMT KMT SMI INH FOT YRD CMK MTK DMK
	LTR MLT CLT DLT HLT MTQ CMQ DMQ GLL GLI OZA PTI
	KGM GRM MGM TNE LBR ONZ
	KWH MWH WHR AMH KWT BHP VLT AMP KEL CEL BAR PAL
	XPP XBX XPK XBG XBO XCA XCN XCT XPA XRO XTU XSA XDR XJR XCR XBJ XPX XUN XCS XST XLT`)

// IsUnit says that a code is one of the units that a document of ours may have.
func IsUnit(code string) bool { return slices.Contains(units, code) }
