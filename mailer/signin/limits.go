package signin

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"garagemail/mailer/smtp"
)

// DefaultLimits are those of the provider to which an account belongs; a server that nobody knows gets one connection.
func DefaultLimits(server, address string) smtp.Limits {
	server = strings.ToLower(strings.TrimSpace(server))
	for _, preset := range Presets {
		if preset.Server != server {
			continue
		}
		limits := preset.Limits
		if own, found := PresetFor(address); preset.Provider == "Gmail" && (!found || own.Provider != "Gmail") {
			limits.PerDay = workspacePerDay
		}
		return limits
	}
	return smtp.Limits{}
}

// workspacePerDay is Gmail's limit for an address at a customer's own domain.
const workspacePerDay = 2000

// settings is *store.DB.
type settings interface {
	Setting(ctx context.Context, key string) (string, error)
}

func limitsKey(userID int64) string { return "account.limits." + strconv.FormatInt(userID, 10) }

// LimitsOf returns the limits that were chosen for an account with SaveLimits, otherwise its provider's.
func LimitsOf(ctx context.Context, db settings, account smtp.Account) (smtp.Limits, error) {
	text, err := db.Setting(ctx, limitsKey(account.UserID))
	if err != nil {
		return smtp.Limits{}, fmt.Errorf("limits of user %d: %w", account.UserID, err)
	}
	var limits smtp.Limits
	if text == "" || json.Unmarshal([]byte(text), &limits) != nil { // what cannot be read is as good as not chosen
		return DefaultLimits(account.Server, account.Email), nil
	}
	return limits, nil
}

// SaveLimits keeps the limits that a person chose for an account; nil = the provider's again.
func SaveLimits(ctx context.Context, db interface {
	SetSetting(ctx context.Context, key, value string) error
}, userID int64, limits *smtp.Limits,
) error {
	text := ""
	if limits != nil {
		encoded, err := json.Marshal(limits)
		if err != nil {
			return err
		}
		text = string(encoded)
	}
	return db.SetSetting(ctx, limitsKey(userID), text)
}
