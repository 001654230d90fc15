package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// criteriaColumn reads and writes Criteria as JSON; the empty ones stand as ”.
type criteriaColumn struct{ criteria *Criteria }

// Value implements driver.Valuer.
func (c criteriaColumn) Value() (driver.Value, error) {
	text, err := json.Marshal(c.criteria)
	if string(text) == "{}" {
		return "", err
	}
	return string(text), err
}

// Scan implements sql.Scanner.
func (c criteriaColumn) Scan(value any) error {
	*c.criteria = Criteria{}
	text, ok := value.(string)
	if !ok {
		return fmt.Errorf("criteria are %T, not text", value)
	}
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), c.criteria)
}
