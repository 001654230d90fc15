package garage

// Criteria is the left panel of the list builder. An empty criterion restricts nothing; all that are set must hold.
// Its JSON is what a Segment keeps.
type Criteria struct {
	FamilyIDs          []int64  `json:"families,omitempty"`
	TypeIDs            []int64  `json:"types,omitempty"`
	VehicleTypes       []string `json:"vehicle_types,omitempty"`
	Makes              []string `json:"makes,omitempty"`
	LooseMake          bool     `json:"loose_make,omitempty"`   // ignore case and accents in Makes
	SameVehicle        bool     `json:"same_vehicle,omitempty"` // VehicleTypes and Makes must hold for one vehicle
	CameSince          string   `json:"came_since,omitempty"`   // ISO date: a visit or a document on that day or later
	NotCameSince       string   `json:"not_came_since,omitempty"`
	Filter             *Rule    `json:"filter,omitempty"` // the custom filter
	HasAddress         bool     `json:"has_address,omitempty"`
	HasEmail           bool     `json:"has_email,omitempty"`
	HasGSM             bool     `json:"has_gsm,omitempty"`
	Postcodes          string   `json:"postcodes,omitempty"` // as typed: "5000, 50*, 5000-5100"; ParsePostcodes says what is wrong
	Localities         []string `json:"localities,omitempty"`
	Country            string   `json:"country,omitempty"` // ISO 3166-1 alpha-2
	NotThisCountry     bool     `json:"not_this_country,omitempty"`
	AcceptsPromotional bool     `json:"accepts_promotional,omitempty"`
	Marked             bool     `json:"marked,omitempty"`
}

// Rule is a node of the custom filter: a group of rules (Group "and", "or" or "not") or one comparison (Field, Operator,
// Values). Values are data: ISO dates, decimal numbers with a point, or text; they never reach the SQL text.
type Rule struct {
	Group    string   `json:"group,omitempty"`
	Rules    []Rule   `json:"rules,omitempty"`
	Field    string   `json:"field,omitempty"`
	Operator string   `json:"operator,omitempty"`
	Values   []string `json:"values,omitempty"`
}

// CustomFilter is a Rule saved by name.
type CustomFilter struct {
	ID   int64
	Name string
	Rule Rule
}

// Segment is a list saved by name: its criteria, evaluated anew each time, and the clients picked when it was saved.
type Segment struct {
	ID        int64
	Name      string
	Criteria  Criteria
	ClientIDs []int64 // in name order
}
