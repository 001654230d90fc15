package intake

import (
	"context"
	"database/sql"
	"hash/maphash"
	"math/bits"
	"strings"

	"garagemail/store/garage"
)

// clientDuplicates notices who is probably in the file twice under two numbers: the same name with the same address, mail
// address or telephone. Nothing is merged: a person decides.
type clientDuplicates struct {
	seed    maphash.Seed
	numbers map[uint64]string // by the hash of a name and of one thing that says which person of that name
}

// readClientDuplicates knows the clients that are there.
func readClientDuplicates(ctx context.Context, tx *sql.Tx) (*clientDuplicates, error) {
	d := &clientDuplicates{seed: maphash.MakeSeed(), numbers: map[uint64]string{}}
	rows, err := tx.QueryContext(ctx, `SELECT number, name, first_name, email, gsm, phone, postcode, address FROM client ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return d, eachRow(rows, func() error {
		var c garage.Client
		err := rows.Scan(&c.Number, &c.Name, &c.FirstName, &c.Email, &c.GSM, &c.Phone, &c.Postcode, &c.Address)
		d.add(c)
		return err
	})
}

// add remembers a client and returns the number of one that is probably the same person, "" = none.
func (d *clientDuplicates) add(c garage.Client) (other string) {
	name := d.nameHash(c)
	for _, telling := range [...]string{strings.ToLower(c.Email), garage.PhoneDigits(c.GSM), garage.PhoneDigits(c.Phone), addressKey(c)} {
		if telling == "" {
			continue
		}
		key := d.key(name, telling)
		if number, taken := d.numbers[key]; !taken {
			d.numbers[key] = c.Number
		} else if other == "" && number != c.Number {
			other = number
		}
	}
	return other
}

// nameHash is the same for two clients whose names sort alike.
func (d *clientDuplicates) nameHash(c garage.Client) uint64 {
	return maphash.String(d.seed, garage.NameFold(c))
}

// key mixes the two so that what one has in common with the other's telling thing is no accident.
func (d *clientDuplicates) key(name uint64, telling string) uint64 {
	return name ^ bits.RotateLeft64(maphash.String(d.seed, telling), 17)
}

func addressKey(c garage.Client) string {
	if c.Address == "" {
		return ""
	}
	return c.Postcode + " " + strings.ToLower(c.Address)
}
