// Package storetest gives tests a real GarageMail file, filled by hand or with as many clients as a bench needs.
package storetest

import (
	"path/filepath"
	"testing"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest/newfile"
)

// New opens a new file in a folder of the test; it is closed when the test ends.
func New(t testing.TB) *store.DB {
	t.Helper()
	return Open(t, filepath.Join(t.TempDir(), "garage.db"))
}

// Open opens the file at path, a new one if there is none; it is closed when the test ends.
func Open(t testing.TB, path string) *store.DB {
	t.Helper()
	newfile.Put(t, path, store.Open)
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Client saves a client and returns it as it stands in the file. One without a name is called Dupont.
func Client(t testing.TB, db *store.DB, client garage.Client) garage.Client {
	t.Helper()
	if client.Name == "" && client.FirstName == "" {
		client.Name = "Dupont"
	}
	must(t, db.SaveClient(t.Context(), &client, garage.ConsentNote{Source: "test"}))
	return client
}

// Vehicle saves a vehicle of a client and returns it.
func Vehicle(t testing.TB, db *store.DB, vehicle garage.Vehicle) garage.Vehicle {
	t.Helper()
	vehicle.ID = saved(t)(db.SaveVehicle(t.Context(), vehicle))
	return vehicle
}

// Visit saves a visit of a client and returns it.
func Visit(t testing.TB, db *store.DB, visit garage.Visit) garage.Visit {
	t.Helper()
	visit.ID = saved(t)(db.SaveVisit(t.Context(), visit))
	return visit
}

// User saves a user and returns her. One without a name is called Sophie.
func User(t testing.TB, db *store.DB, user garage.User) garage.User {
	t.Helper()
	if user.Name == "" {
		user.Name = "Sophie"
	}
	id := saved(t)(db.SaveUser(t.Context(), user))
	user, err := db.User(t.Context(), id)
	must(t, err)
	return user
}

func saved(t testing.TB) func(id int64, err error) int64 {
	return func(id int64, err error) int64 {
		t.Helper()
		must(t, err)
		return id
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
