package criteria_test

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// naive is a small garage in memory, with the criteria evaluated client by client in the plainest way: what SQL finds
// must be the same.
type naive struct {
	clients   []garage.Client
	vehicles  map[int64][]garage.Vehicle
	visits    map[int64][]string
	documents map[int64][]garage.Document
	mailed    map[int64][]time.Time
	marked    map[int64]bool
	values    map[int64]map[string]any // of a client by the fields of the custom filter, filled as they are asked for
	now       time.Time
}

func loadNaive(t *testing.T, db *store.DB, direct *sql.DB, now time.Time) *naive {
	t.Helper()
	n := &naive{
		vehicles: map[int64][]garage.Vehicle{}, visits: map[int64][]string{}, documents: map[int64][]garage.Document{},
		mailed: map[int64][]time.Time{}, marked: map[int64]bool{}, values: map[int64]map[string]any{}, now: now,
	}
	for _, id := range storetest.QueryIDs(t, direct, `SELECT id FROM client`) {
		client, err := db.Client(t.Context(), id)
		storetest.Check(t, err)
		n.clients = append(n.clients, client)
		n.vehicles[id], err = db.Vehicles(t.Context(), id)
		storetest.Check(t, err)
		visits, err := db.Visits(t.Context(), id)
		storetest.Check(t, err)
		for _, visit := range visits {
			n.visits[id] = append(n.visits[id], visit.Date)
		}
		documents, err := db.DocumentIDs(t.Context(), store.DocumentFilter{ClientID: id}, store.DocumentSort{})
		storetest.Check(t, err)
		for _, documentID := range documents {
			document, err := db.Document(t.Context(), documentID)
			storetest.Check(t, err)
			n.documents[id] = append(n.documents[id], document)
		}
		deliveries, err := db.Deliveries(t.Context(), garage.DeliveryFilter{ClientID: id, Kinds: []garage.DeliveryKind{garage.KindMailing}, States: []garage.DeliveryState{garage.Sent}})
		storetest.Check(t, err)
		for _, delivery := range deliveries {
			one, err := db.Delivery(t.Context(), delivery)
			storetest.Check(t, err)
			n.mailed[id] = append(n.mailed[id], one.FinishedAt)
		}
	}
	for _, id := range storetest.QueryIDs(t, direct, `SELECT client_id FROM mark`) {
		n.marked[id] = true
	}
	return n
}

// ids are those of the clients that meet the criteria, in name order.
func (n *naive) ids(criteria garage.Criteria) []int64 {
	var found []garage.Client
	for _, client := range n.clients {
		if n.meets(client, criteria) {
			found = append(found, client)
		}
	}
	slices.SortFunc(found, func(a, b garage.Client) int {
		if order := strings.Compare(garage.NameFold(a), garage.NameFold(b)); order != 0 {
			return order
		}
		return int(a.ID - b.ID)
	})
	ids := make([]int64, 0, len(found))
	for _, client := range found {
		ids = append(ids, client.ID)
	}
	return ids
}

func (n *naive) meets(client garage.Client, c garage.Criteria) bool {
	for _, restriction := range []struct{ set, met bool }{
		{len(c.FamilyIDs) > 0, slices.Contains(c.FamilyIDs, client.FamilyID)},
		{len(c.TypeIDs) > 0, slices.Contains(c.TypeIDs, client.TypeID)},
		{c.CameSince != "", n.came(client.ID, c.CameSince)},
		{c.NotCameSince != "", !n.came(client.ID, c.NotCameSince)},
		{c.HasAddress, client.Address != "" && client.Locality != ""},
		{c.HasEmail, client.Email != ""},
		{c.HasGSM, client.GSM != ""},
		{c.Postcodes != "", inPostcodes(client.Postcode, c.Postcodes)},
		{len(c.Localities) > 0, slices.ContainsFunc(c.Localities, func(l string) bool { return garage.Fold(l) == garage.Fold(client.Locality) })},
		{c.Country != "", (countryOf(client) == c.Country) != c.NotThisCountry},
		{c.AcceptsPromotional, client.AcceptsPromotional},
		{c.Marked, n.marked[client.ID]},
		{c.Filter != nil, c.Filter == nil || n.rule(client, *c.Filter)},
	} {
		if restriction.set && !restriction.met {
			return false
		}
	}
	return n.owns(client.ID, c)
}

func countryOf(client garage.Client) string {
	if client.Country == "" {
		return "BE"
	}
	return client.Country
}

func (n *naive) came(id int64, since string) bool {
	return slices.ContainsFunc(n.visits[id], func(date string) bool { return date >= since }) ||
		slices.ContainsFunc(n.documents[id], func(d garage.Document) bool { return d.Date >= since })
}

func (n *naive) owns(id int64, c garage.Criteria) bool {
	isMake := func(v garage.Vehicle) bool {
		return len(c.Makes) == 0 || slices.ContainsFunc(c.Makes, func(brand string) bool {
			return brand == v.Make || c.LooseMake && garage.Fold(brand) == garage.Fold(v.Make)
		})
	}
	isType := func(v garage.Vehicle) bool {
		return len(c.VehicleTypes) == 0 || slices.Contains(c.VehicleTypes, v.VehicleType)
	}
	all := n.vehicles[id]
	if c.SameVehicle && len(c.Makes) > 0 && len(c.VehicleTypes) > 0 {
		return slices.ContainsFunc(all, func(v garage.Vehicle) bool { return isMake(v) && isType(v) })
	}
	return (len(c.Makes) == 0 || slices.ContainsFunc(all, isMake)) && (len(c.VehicleTypes) == 0 || slices.ContainsFunc(all, isType))
}

func inPostcodes(postcode, typed string) bool {
	for part := range strings.SplitSeq(strings.ReplaceAll(typed, " ", ""), ",") {
		from, to, isRange := strings.Cut(part, "-")
		prefix, isPrefix := strings.CutSuffix(part, "*")
		number, err := strconv.Atoi(postcode)
		low, _ := strconv.Atoi(from)
		high, _ := strconv.Atoi(to)
		if postcode == part || isPrefix && strings.HasPrefix(postcode, prefix) ||
			isRange && err == nil && len(postcode) == len(from) && low <= number && number <= high {
			return true
		}
	}
	return false
}

func (n *naive) rule(client garage.Client, rule garage.Rule) bool {
	if rule.Group == "" {
		return n.compare(client, rule)
	}
	met, counted := 0, 0
	for _, child := range rule.Rules {
		if restricts(child) {
			counted++
			if n.rule(client, child) {
				met++
			}
		}
	}
	switch {
	case counted == 0:
		return true
	case rule.Group == criteria.AllOf:
		return met == counted
	case rule.Group == criteria.AnyOf:
		return met > 0
	}
	return met == 0
}

func restricts(rule garage.Rule) bool {
	return rule.Group == "" || slices.ContainsFunc(rule.Rules, restricts)
}

// naiveGarage is a small garage with marks and mailings that were received.
func naiveGarage(t *testing.T) (*store.DB, *naive) {
	t.Helper()
	db := storetest.New(t)
	now := time.Date(2026, 11, 20, 0, 30, 0, 0, time.FixedZone("CET", 3600)) // yesterday, still, in UTC
	db.SetClock(func() time.Time { return now })
	storetest.Fill(t, db, storetest.Size{Clients: 300, Vehicles: 450, Visits: 900, Documents: 300})
	storetest.Check(t, db.SetMarks(t.Context(), []int64{1, 5, 17, 100, 101, 299}, true))
	storetest.User(t, db, garage.User{})
	direct := storetest.SQL(t, db)
	_, err := direct.ExecContext(t.Context(), `INSERT INTO delivery (kind, client_id, user_id, purpose, from_address, to_address, subject,
			search_key, message_id, state, size, queued_at, finished_at)
		SELECT CASE WHEN id % 7 = 0 THEN 'single' ELSE 'mailing' END, id, 1, 'service', '', '', '', '', '<' || id || '>',
			CASE WHEN id % 5 = 0 THEN 'failed' ELSE 'sent' END, 1, '',
			strftime('%Y-%m-%dT%H:%M:%fZ', '2026-11-20', -(id * 7) || ' hours')
		FROM client WHERE id % 3 = 0`)
	storetest.Check(t, err)
	return db, loadNaive(t, db, direct, now)
}
