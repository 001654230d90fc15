package intake

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// caseEntities are the tables of files, one for each kind.
func caseEntities(words func(key string) []string) []*importEntity {
	var entities []*importEntity
	for _, kind := range garage.CaseKinds {
		entity := &importEntity{name: kind.Name, order: 7, needs: []string{garage.CaseColumnNumber}, tells: caseTells[kind.Name], begin: func(ctx context.Context, r *importRun) (takeRow, error) {
			return beginCases(ctx, r, kind)
		}}
		for _, column := range kind.Columns() {
			entity.fields = append(entity.fields, &importField{
				key: column.Key, kind: cell(column), names: headings(words, column), choices: choicesOf(kind, words, column),
			})
		}
		entities = append(entities, entity)
	}
	return entities
}

// headings are how files name a column.
func headings(words func(key string) []string, column garage.CaseColumn) []string {
	var names []string
	if column.Key == garage.CaseColumnClient {
		names = append(names, clientNumberNames...)
	}
	var parts [][]string
	for _, key := range column.LabelKeys() {
		parts = append(parts, words(key))
	}
	for language := range parts[0] {
		var heading []string
		for _, part := range parts {
			heading = append(heading, part[language])
		}
		if name := garage.Fold(strings.Join(heading, " - ")); !slices.Contains(heading, "") && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return append(names, otherNames(column)...)
}

// cell is how a column is read.
func cell(c garage.CaseColumn) cellKind {
	switch {
	case c.Key == garage.CaseColumnOpened, c.Field.Type == garage.CaseDate:
		return dateCell
	case c.Field.Type == garage.CaseMoney:
		return centCell
	case c.Field.Type == garage.CaseNumber:
		return decimalCell
	case c.Field.Type == garage.CaseDateTime:
		return dateTimeCell
	case c.Field.Type == garage.CaseYesNo:
		return yesNoCell
	case c.Field.Type == garage.CaseChoice, c.Key == garage.CaseColumnState:
		return choiceCell
	case c.Of == "email":
		return emailCell
	case c.Of == "phone":
		return phoneCell
	}
	return textCell
}

// choicesOf are the words by which files name what a column can hold.
func choicesOf(k garage.CaseKind, words func(key string) []string, column garage.CaseColumn) map[string]string {
	choices := map[string]string{}
	add := func(choice, label string) {
		choices[garage.Fold(choice)] = choice
		for _, word := range words(label) {
			if word != "" {
				choices[garage.Fold(word)] = choice
			}
		}
	}
	for _, choice := range column.Field.Choices {
		add(choice, column.Field.ChoiceKey(choice))
	}
	if column.Key == garage.CaseColumnState {
		for _, state := range k.States {
			add(state.Key, state.LabelKey())
		}
	}
	return choices
}

// caseImport brings files of a kind in.
type caseImport struct {
	*importRun
	kind    garage.CaseKind
	clients map[string]int64
	plates  map[plateOf]int64
}

func beginCases(ctx context.Context, r *importRun, kind garage.CaseKind) (takeRow, error) {
	f := &caseImport{importRun: r, kind: kind}
	var err error
	if f.clients, err = r.clientNumbers(ctx); err != nil {
		return nil, err
	}
	f.plates, err = r.plates(ctx)
	return f.take, err
}

func (f *caseImport) take(ctx context.Context, row *importRow) (rowOutcome, string, error) {
	row.reference = row.values[garage.CaseColumnNumber]
	if row.reference == "" {
		return 0, "import.refused_no_number", nil
	}
	if number := row.values[garage.CaseColumnClient]; number != "" {
		if row.clientID = f.clients[number]; row.clientID == 0 {
			return 0, "import.refused_no_client", nil
		}
	}
	before, err := f.there(ctx, row.reference)
	if err != nil {
		return 0, "", err
	}
	if before.ID != 0 && before.Kind != f.kind.Name {
		return 0, "import.refused_other_kind", nil
	}
	after := f.merged(row, before)
	if err := store.TakeVehicle(ctx, f.tx, &after); err != nil {
		return 0, "", err
	}
	var wrong *garage.FieldError
	if err := garage.CheckCase(&after); errors.As(err, &wrong) {
		return 0, wrong.Reason, nil
	}
	outcome, err := f.write(ctx, row, before, &after)
	row.entityID = after.ID
	return outcome, "", err
}

// there returns the file of that number; the zero Case when there is none.
func (f *caseImport) there(ctx context.Context, number string) (garage.Case, error) {
	var id int64
	err := f.tx.QueryRowContext(ctx, `SELECT id FROM file WHERE number = ?`, number).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return garage.Case{}, nil
	}
	if err != nil {
		return garage.Case{}, err
	}
	return store.ReadCase(ctx, f.tx, id)
}

// merged is the file with what the row says of it; an empty cell erases nothing.
func (f *caseImport) merged(row *importRow, before garage.Case) garage.Case {
	after := before
	after.Kind, after.Number, after.Values, after.Parties = f.kind.Name, row.reference, maps.Clone(before.Values), slices.Clone(before.Parties)
	if after.Values == nil {
		after.Values = map[string]string{}
	}
	set := func(value *string, said string) {
		if said != "" && (*value == "" || !f.options.OnlyFill) {
			*value = said
		}
	}
	for _, column := range f.kind.Columns() {
		said := row.values[column.Key]
		switch {
		case column.Field.Type == garage.CaseYesNo && said != "":
			said = map[string]string{"1": "yes", "0": "no"}[said]
			fallthrough
		case column.Field.Key != "":
			value := after.Values[column.Key]
			if set(&value, said); value != "" {
				after.Values[column.Key] = value
			}
		case column.Party != "":
			party := after.Party(column.Party)
			set(garage.PartyValue(&party, column.Of), said)
			party.Role = column.Party
			after.SetParty(party)
		case column.Key == garage.CaseColumnState:
			set(&after.State, said)
		case column.Key == garage.CaseColumnNotes:
			set(&after.Notes, said)
		case column.Key == garage.CaseColumnOpened && said != "" && before.ID == 0:
			after.OpenedAt, _ = time.ParseInLocation(time.DateOnly, said, time.Local) // the cell was read as a date
		}
	}
	if row.clientID != 0 && (after.ClientID == 0 || !f.options.OnlyFill) {
		after.ClientID = row.clientID
	}
	if after.VehicleID == 0 && after.ClientID != 0 {
		after.VehicleID = f.plates[plateOf{after.ClientID, garage.FoldPlate(after.Values["plate"])}]
	}
	if after.State == "" {
		after.State = f.kind.States[0].Key
	}
	return after
}

// write keeps a new file under its number, or what has changed of one that is there.
func (f *caseImport) write(ctx context.Context, row *importRow, before garage.Case, after *garage.Case) (rowOutcome, error) {
	now := f.db.Now()
	if before.ID == 0 {
		if after.OpenedAt.IsZero() {
			after.OpenedAt = now
		}
		after.StateSince = after.OpenedAt
		if err := f.db.InsertCase(ctx, f.tx, after, ""); err != nil {
			return 0, err
		}
		return rowNew, f.db.WriteCase(ctx, f.tx, after)
	}
	changed := f.noteCaseChanges(row, before, *after)
	if !changed {
		return rowUnchanged, nil
	}
	if before.State != after.State {
		after.StateSince = now
		if err := f.db.AddEvent(ctx, f.tx, after.ID, garage.CaseEvent{Kind: garage.EventState, Text: after.State}); err != nil {
			return 0, err
		}
	}
	return rowChanged, f.db.WriteCase(ctx, f.tx, after)
}

// noteCaseChanges reports whether the row says anything new, and keeps what it was.
func (f *caseImport) noteCaseChanges(row *importRow, before, after garage.Case) (changed bool) {
	for _, column := range f.kind.Columns() {
		was, is := before.Values[column.Key], after.Values[column.Key]
		switch {
		case column.Party != "":
			was, is = column.PartyValue(before.Party(column.Party)), column.PartyValue(after.Party(column.Party))
		case column.Key == garage.CaseColumnState:
			was, is = before.State, after.State
		case column.Key == garage.CaseColumnNotes:
			was, is = before.Notes, after.Notes
		}
		if was != is {
			changed = true
			f.noteChange(row, column.Key, was, is)
		}
	}
	return changed || before.ClientID != after.ClientID || before.VehicleID != after.VehicleID
}
