package mailer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

const (
	killFile        = "GARAGEMAIL_KILL_FILE" // set in the program that is to be killed: the path of the file
	killPort        = "GARAGEMAIL_KILL_PORT"
	killConnections = "GARAGEMAIL_KILL_CONNECTIONS"
	killMessages    = 40 // for each kill
)

// kills is how often TestKill kills with each number of connections: 8 times, or as the torture run says.
func kills() int {
	if count, err := strconv.Atoi(os.Getenv("GARAGEMAIL_KILLS")); err == nil && count > 0 {
		return count
	}
	return 8
}

// TestKillVictim is the program that TestKill starts and kills.
func TestKillVictim(t *testing.T) {
	path := os.Getenv(killFile)
	if path == "" {
		t.Skip("only as a program of TestKill")
	}
	port, _ := strconv.Atoi(os.Getenv(killPort))
	connections, _ := strconv.Atoi(os.Getenv(killConnections))
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	worker := NewWorker(Options{
		DB: db, Transport: smtp.SMTP{}, Poll: 10 * time.Millisecond, LeaseTTL: 500 * time.Millisecond,
		Account: func(context.Context, int64) (smtp.Account, error) {
			return smtp.Account{
				UserID: 1, Email: mailertest.Marie, Server: "127.0.0.1", Port: port, Security: garage.Plain, Limits: smtp.Limits{Connections: connections},
			}, nil
		},
	})
	if err := worker.Run(ctx); err != nil {
		t.Fatal(err)
	}
}

// TestKill kills a sending program again and again, at moments of chance, and holds the ledger to the mailbox.
func TestKill(t *testing.T) {
	for _, connections := range []int{1, 4} {
		t.Run(fmt.Sprintf("%d connections", connections), func(t *testing.T) {
			server := mailertest.Start(t, mailertest.Options{Fault: func(point mailertest.Point, _ string) error {
				if point == mailertest.Data || point == mailertest.Accepted {
					time.Sleep(time.Duration(rand.IntN(3)) * time.Millisecond) //nolint:gosec // a moment of chance
				}
				return nil
			}})
			path := filepath.Join(t.TempDir(), "garage.db")
			db, err := store.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			if _, err := storetest.SQL(t, db).ExecContext(t.Context(), `INSERT INTO user (id, name) VALUES (1, 'Marie')`); err != nil {
				t.Fatal(err)
			}
			ids, err := db.QueueDeliveries(t.Context(), invoices([]byte("PDF"), killMessages*kills()))
			if err != nil {
				t.Fatal(err)
			}
			for kill := 0; kill <= kills(); kill++ {
				victim := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKillVictim$") //nolint:gosec // this test itself
				victim.Env = append(os.Environ(), killFile+"="+path, killPort+"="+strconv.Itoa(server.Port),
					killConnections+"="+strconv.Itoa(connections))
				before := len(server.Messages())
				if err := victim.Start(); err != nil {
					t.Fatal(err)
				}
				untilSent(t, db, server, before, kill == kills())
				_ = victim.Process.Kill()
				_ = victim.Wait()
			}
			checkKilled(t, db, server, ids, connections)
		})
	}
}

// untilSent waits until a program is at work, or has done all.
func untilSent(t *testing.T, db *store.DB, server *mailertest.Server, before int, all bool) {
	t.Helper()
	enough := before + 1 + rand.IntN(killMessages/2) //nolint:gosec // a moment of chance
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		counts, err := db.OutboxCounts(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if counts.Left() == 0 || !all && len(server.Messages()) >= enough {
			return
		}
	}
	t.Fatal("nothing is sent")
}

func checkKilled(t *testing.T, db *store.DB, server *mailertest.Server, ids []int64, connections int) {
	t.Helper()
	accepted, uncertain, arrived, lost, doubled := server.Recipients(), 0, 0, 0, 0
	for _, id := range ids {
		delivery, err := db.Delivery(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		count := accepted[delivery.ToAddress]
		switch {
		case delivery.State == garage.Sent && count == 1:
		case delivery.State == garage.Uncertain && count <= 1:
			uncertain++
			arrived += count
		default:
			if lost++; count > 1 {
				lost, doubled = lost-1, doubled+1
			}
			t.Errorf("%s is %s and was accepted %d times", delivery.ToAddress, delivery.State, count)
		}
	}
	if uncertain > kills()*connections {
		t.Errorf("%d are uncertain after %d kills of %d connections", uncertain, kills(), connections)
	}
	t.Logf("%d kills over %d connections: %d accepted, %d lost, %d doubled, %d uncertain, of which %d had arrived",
		kills(), connections, len(server.Messages()), lost, doubled, uncertain, arrived)
}
