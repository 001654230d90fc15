package sqlite

import (
	"database/sql/driver"

	"modernc.org/sqlite"

	"garagemail/store/garage"
)

// The SQL function fold(text) is Fold: the custom filter compares any text without case and accents. The schema itself
// must not use it: the file stays readable by other programs.
func init() {
	sqlite.MustRegisterDeterministicScalarFunction("fold", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		if text, ok := args[0].(string); ok {
			return garage.Fold(text), nil
		}
		return args[0], nil
	})
}
