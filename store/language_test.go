package store_test

import (
	"path/filepath"
	"testing"

	"garagemail/assets/lang/languages"
	"garagemail/store"
	"garagemail/store/storetest"
)

// TestLanguagesAreThoseOfTheFile holds the tables' own check to the list: each language can be kept for a client, and one
// that is not on the list is refused before the file is asked.
func TestLanguagesAreThoseOfTheFile(t *testing.T) {
	db := storetest.Open(t, filepath.Join(t.TempDir(), "garage.db"))
	for _, tag := range languages.Recipient {
		if err := db.SaveClient(t.Context(), &store.Client{Name: "Lambert", Language: tag}, store.ConsentNote{}); err != nil {
			t.Errorf("a client who speaks %s: %v", tag, err)
		}
	}
	if wrong := store.CheckClient(store.Client{Name: "Lambert", Language: "es"}); len(wrong) != 1 || wrong[0].Reason != "check.language" {
		t.Errorf("a client who speaks es: %v", wrong)
	}
}
