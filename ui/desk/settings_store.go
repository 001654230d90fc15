package desk

import (
	"context"
	"log/slog"
	"time"

	"garagemail/store"
)

// settings keeps the arrangement of the windows in the file, so that it goes with the garage's data.
type settings struct{ db *store.DB }

// NewSettings keeps how the windows are arranged in the file db.
func NewSettings(db *store.DB) *settings { return &settings{db} }

// settingPatience bounds a look-up on the UI thread: an arrangement is not worth waiting for.
const settingPatience = 300 * time.Millisecond

// Get returns "" for what was never set or cannot be read.
func (s *settings) Get(key string) string {
	ctx, cancel := context.WithTimeout(context.Background(), settingPatience)
	defer cancel()
	value, err := s.db.Setting(ctx, "screen."+key)
	if err != nil {
		slog.Warn("read setting", "key", key, "error", err)
		return ""
	}
	return value
}

// Set keeps a value; a fault costs the arrangement and nothing else.
func (s *settings) Set(key, value string) {
	ctx, cancel := context.WithTimeout(context.Background(), settingPatience)
	defer cancel()
	if err := s.db.SetSetting(ctx, "screen."+key, value); err != nil {
		slog.Warn("keep setting", "key", key, "error", err)
	}
}
