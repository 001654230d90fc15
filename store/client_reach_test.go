package store_test

import (
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

func TestUnreachableClients(t *testing.T) {
	db := storetest.New(t)
	accepts := storetest.Client(t, db, store.Client{Name: "A", Email: "a@client.example", AcceptsPromotional: true}).ID
	refuses := storetest.Client(t, db, store.Client{Name: "B", Email: "b@client.example"}).ID
	silent := storetest.Client(t, db, store.Client{Name: "C"}).ID
	storetest.Client(t, db, store.Client{Name: "D"}) // is in no list
	for promotional, want := range map[bool]store.Unreachable{
		false: {WithoutEmail: 1}, true: {WithoutEmail: 1, NotAccepting: 1},
	} {
		if got, err := db.UnreachableClients(t.Context(), []int64{accepts, refuses, silent, 999}, promotional); err != nil || got != want {
			t.Errorf("promotional %v: %+v %v, want %+v", promotional, got, err, want)
		}
	}
	if got, err := db.UnreachableClients(t.Context(), nil, true); err != nil || got != (store.Unreachable{}) {
		t.Error(got, err)
	}
}
