package session

import (
	"context"
	"fmt"
	"time"

	"garagemail/assets"
	"garagemail/mailer/demo"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
)

// settingDemo marks a file as a demo garage for good: its mails never reach a real server.
const settingDemo = "demo"

// fillDemo makes an empty file the demo garage: its export files come in as a garage's own would.
func fillDemo(ctx context.Context, db *store.DB, words *intake.Words) error {
	empty, err := db.IsEmpty(ctx)
	if err != nil || !empty {
		return err
	}
	if err := db.SetSetting(ctx, settingDemo, "1"); err != nil {
		return err
	}
	var sources []intake.Source
	for _, file := range assets.DemoGarage(time.Now()) {
		sources = append(sources, words.Bytes(file.Name, file.CSV))
	}
	if _, err := intake.Import(ctx, db, sources, intake.Options{}); err != nil {
		return fmt.Errorf("demo garage: %w", err)
	}
	user, err := db.CurrentUser(ctx, SystemLogin())
	if err != nil {
		return err
	}
	user.Email, user.DisplayName = "reception@garage.example", "Garage de la Démo"
	user = demo.Account(user)
	if _, err := db.SaveUser(ctx, user); err != nil {
		return err
	}
	_, err = db.SaveCompany(ctx, garage.Company{
		Name: "Garage de la Démo", Address: "Rue de la Station 1", Postcode: "5000", Locality: "Namur", Country: "BE", Language: "fr",
		VATNumber: "BE0000000097", IBAN: "BE68539007547034", BIC: "GKCCBEBB", Email: "reception@garage.example",
		Terms: "Factures payables à 30 jours.",
	})
	if err != nil {
		return err
	}
	return fillDemoFiles(ctx, db, time.Now)
}
