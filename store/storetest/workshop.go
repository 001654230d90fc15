package storetest

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// Workshop is a garage with one client, whose car was hit.
type Workshop struct {
	*testing.T
	DB     *store.DB
	Client garage.Client
	Car    int64
	Clock  time.Time
}

// NewWorkshop is a workshop in a file of its own, on 23 November 2026.
func NewWorkshop(t *testing.T) *Workshop {
	t.Helper()
	w := &Workshop{T: t, DB: New(t), Clock: time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local)}
	w.DB.SetClock(func() time.Time { return w.Clock })
	w.Client = Client(t, w.DB, garage.Client{Name: "Lefèvre", FirstName: "Anne", Email: "anne@client.example", Language: "fr"})
	var err error
	w.Car, err = w.DB.SaveVehicle(t.Context(), garage.Vehicle{ClientID: w.Client.ID, Plate: "1-ABC-123", Make: "Renault", Model: "Clio", VIN: "VF1RJA00012345678"})
	Check(t, err)
	return w
}

// Damage opens a bodyshop file with an insurer and an expert.
func (w *Workshop) Damage() garage.Case {
	w.Helper()
	file := garage.Case{
		Kind: "bodyshop", ClientID: w.Client.ID, VehicleID: w.Car,
		Values: map[string]string{"claim_number": "SIN-77/2026", "franchise": "25000", "damage_date": "2026-11-20"},
		Parties: []garage.CaseParty{
			{Role: garage.PartyInsurer, Name: "Assurances Meuse", Email: "sinistres@meuse.example", Reference: "M-4711"},
			{Role: garage.PartyExpert, Name: "Bureau Dumont", Contact: "Luc Dumont", Email: "luc@dumont.example", Language: "fr"},
		},
	}
	Check(w, w.DB.SaveCase(w.Context(), &file, "Sophie"))
	return file
}

// Card is the folder of a camera's card, with photos by name.
func (w *Workshop) Card(photos map[string][]byte) string {
	w.Helper()
	folder := w.TempDir()
	for name, data := range photos {
		Check(w, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
	return folder
}

// AddPhotos adds the pictures at these paths to a file.
func (w *Workshop) AddPhotos(fileID int64, paths ...string) store.AddedPhotos {
	w.Helper()
	added, err := w.DB.AddPhotos(w.Context(), fileID, paths, "Sophie", func(int, int) {})
	Check(w, err)
	return added
}

// Photos reads the pictures of a file.
func (w *Workshop) Photos(fileID int64) []store.CasePhoto {
	w.Helper()
	photos, err := w.DB.CasePhotos(w.Context(), fileID)
	Check(w, err)
	return photos
}
