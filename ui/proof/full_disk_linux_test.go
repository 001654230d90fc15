package proof

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/pictures/picturetest"
	"garagemail/ui/command"
	"garagemail/ui/programtest"
)

// inNamespace is set for a run of these tests that may mount, although this person may not.
const inNamespace = "GARAGEMAIL_IN_NAMESPACE"

// smallDisk is a file system of its own in memory, of which all but some pages can be filled.
type smallDisk struct {
	testing.TB
	folder string
}

// newSmallDisk mounts one. It returns nil when the whole test was run elsewhere: a person who may not mount gets a user
// namespace of her own, where she may.
func newSmallDisk(t *testing.T) *smallDisk {
	t.Helper()
	d := &smallDisk{t, t.TempDir()}
	err := syscall.Mount("tmpfs", d.folder, "tmpfs", 0, "size=16m")
	if errors.Is(err, os.ErrPermission) && os.Getenv(inNamespace) == "" {
		again := exec.CommandContext(t.Context(), "unshare", "--user", "--map-root-user", "--mount", os.Args[0],
			"-test.v", "-test.run=^"+t.Name()+"$")
		again.Env = append(os.Environ(), inNamespace+"=1")
		output, err := again.CombinedOutput()
		if strings.Contains(string(output), "unshare failed") || errors.Is(err, exec.ErrNotFound) {
			t.Skipf("this machine lets nobody but root mount: %s", output)
		}
		if t.Logf("%s", output); err != nil {
			t.Error(err)
		}
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(d.folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return d
}

func (d *smallDisk) ballast() string { return filepath.Join(d.folder, "ballast") }

// fill leaves so many pages of 4 KB.
func (d *smallDisk) fill(pages int) {
	d.Helper()
	if err := os.WriteFile(d.ballast(), nil, 0o600); err != nil {
		d.Fatal(err)
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(d.folder, &disk); err != nil {
		d.Fatal(err)
	}
	size := (int(disk.Bfree) - pages) * int(disk.Bsize)
	if err := os.WriteFile(d.ballast(), make([]byte, size), 0o600); err != nil {
		d.Fatal(err)
	}
}

// empty makes room again.
func (d *smallDisk) empty() {
	d.Helper()
	if err := os.Remove(d.ballast()); err != nil {
		d.Fatal(err)
	}
}

// clean removes all files, for the next case.
func (d *smallDisk) clean() {
	d.Helper()
	entries, err := os.ReadDir(d.folder)
	if err != nil {
		d.Fatal(err)
	}
	for _, entry := range entries {
		if err := os.RemoveAll(filepath.Join(d.folder, entry.Name())); err != nil {
			d.Fatal(err)
		}
	}
}

// pagesLeft are the cases: in a full run the disk is full at every few pages that the work needs.
func pagesLeft(full []int) []int {
	if os.Getenv("TORTURE_KILLS") == "" {
		return []int{0, full[len(full)/3], full[2*len(full)/3]}
	}
	return full
}

func steps(to, step int) (all []int) {
	for pages := 0; pages <= to; pages += step {
		all = append(all, pages)
	}
	return all
}

const saysFull = "The disk is full. Nothing was lost"

// TestFullDiskWhileSending fills the disk at one write after the other of a run of the outbox.
func TestFullDiskWhileSending(t *testing.T) {
	d := newSmallDisk(t)
	if d == nil {
		return
	}
	said := 0
	for _, pages := range pagesLeft(steps(90, 5)) {
		server := programtest.SlowServer(t, 0)
		path := filepath.Join(d.folder, "garage.db")
		programtest.NewPost(t, path, server)
		programtest.WithFile(t, path, func(db *store.DB) { programtest.QueueDocuments(t, db, 30) })
		d.fill(pages)
		start := time.Now()
		r := programtest.Run(t, programtest.Program(t, path, "outbox", "run", "--lease", "500ms"))
		if took := time.Since(start); took > 30*time.Second {
			t.Errorf("%d pages left: the program took %v to give up", pages, took)
		}
		full := strings.Contains(r.Stderr, saysFull)
		if full {
			said++
		}
		var l programtest.Ledger
		d.empty()
		programtest.WithFile(t, path, func(db *store.DB) {
			l = programtest.CompareLedger(t, fmt.Sprintf("%d pages left", pages), db, server)
			if l.Queued != 30 || l.Uncertain > 1 || l.Waiting > 0 && !full || l.Uncertain > 0 && r.Code != command.ExitUncertain {
				t.Errorf("%d pages left: exit code %d %+v\n%s\n%s", pages, r.Code, l, r.Stdout, r.Stderr)
			}
		})
		again := programtest.Run(t, programtest.Program(t, path, "outbox", "run", "--lease", "500ms"))
		programtest.WithFile(t, path, func(db *store.DB) {
			if last := programtest.CompareLedger(t, "with room again", db, server); last.Waiting > 0 || last.Uncertain > 1 {
				t.Errorf("%d pages left, then room again: exit code %d %+v\n%s", pages, again.Code, last, again.Stderr)
			}
		})
		if err := store.CheckThoroughly(t.Context(), path); err != nil {
			t.Errorf("%d pages left: %v", pages, err)
		}
		t.Logf("%d pages left: said so %v, exit code %d, %+v", pages, full, r.Code, l)
		server.Close()
		d.clean()
	}
	if said == 0 {
		t.Error("the disk was never said to be full: the cases leave too much room")
	}
}

// TestFullDiskWhileImporting has no room for all clients: none comes in, and the ones that were there stay.
func TestFullDiskWhileImporting(t *testing.T) {
	d := newSmallDisk(t)
	if d == nil {
		return
	}
	var table bytes.Buffer
	lines := csv.NewWriter(&table)
	_ = lines.Write([]string{"Code client", "Nom", "Email"})
	for i := range 3000 {
		_ = lines.Write([]string{"9" + strconv.Itoa(i), fmt.Sprintf("Dupont %d", i), fmt.Sprintf("dupont%d@client.example", i)})
	}
	lines.Flush()
	file := filepath.Join(t.TempDir(), "clients.csv")
	if err := os.WriteFile(file, table.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	clients := func(path string, want int) {
		t.Helper()
		programtest.WithFile(t, path, func(db *store.DB) {
			if ids, err := db.ClientIDs(t.Context(), store.ClientFilter{}); err != nil || len(ids) != want {
				t.Errorf("%d clients (%v), want %d", len(ids), err, want)
			}
		})
	}
	path := filepath.Join(d.folder, "garage.db")
	for _, pages := range pagesLeft(steps(200, 20)) {
		programtest.NewPost(t, path, mailertest.Start(t, mailertest.Options{}))
		d.fill(pages)
		r := programtest.Run(t, programtest.Program(t, path, "import", file))
		if r.Code != command.ExitUsage || !strings.Contains(r.Stderr, saysFull) {
			t.Errorf("%d pages left: exit code %d\n%s\n%s", pages, r.Code, r.Stdout, r.Stderr)
		}
		d.empty()
		clients(path, programtest.PostClients)
		if err := store.CheckThoroughly(t.Context(), path); err != nil {
			t.Errorf("%d pages left: %v", pages, err)
		}
		programtest.Run(t, programtest.Program(t, path, "import", file)).Must(t, command.ExitDone, nil)
		clients(path, programtest.PostClients+3000)
		d.clean()
	}
}

// TestFullDiskWhileTakingPhotos fills the disk while the photos of a card are copied: those that are in are whole, the others
// are said, and are taken when there is room again.
func TestFullDiskWhileTakingPhotos(t *testing.T) {
	d := newSmallDisk(t)
	if d == nil {
		return
	}
	card := t.TempDir()
	var paths []string
	for i := range 6 {
		path := filepath.Join(card, fmt.Sprintf("IMG_%d.jpg", i))
		if err := os.WriteFile(path, picturetest.Photo(t, 1, 1600+i, 1200), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	said := 0
	for _, pages := range pagesLeft(steps(150, 10)) {
		programtest.WithFile(t, filepath.Join(d.folder, "garage.db"), func(db *store.DB) {
			file := garage.Case{Kind: "bodyshop"}
			if err := db.SaveCase(t.Context(), &file, "Sophie"); err != nil {
				t.Fatal(err)
			}
			d.fill(pages)
			added, err := db.AddPhotos(t.Context(), file.ID, paths, "Sophie", func(int, int) {})
			if errors.Is(err, garage.ErrDiskFull) {
				said++
			} else if err != nil || added.Added != len(paths) {
				t.Errorf("%d pages left: %+v %v", pages, added, err)
			}
			d.empty()
			check := func(want int) {
				t.Helper()
				photos, err := db.CasePhotos(t.Context(), file.ID)
				if err != nil || len(photos) != want {
					t.Errorf("%d pages left: %d photos, not %d (%v)", pages, len(photos), want, err)
				}
				for _, photo := range photos {
					if _, err := db.PhotoOriginal(photo); err != nil {
						t.Errorf("%d pages left: %v", pages, err)
					}
				}
			}
			check(added.Added)
			again, err := db.AddPhotos(t.Context(), file.ID, paths, "Sophie", func(int, int) {})
			if err != nil || again.Added != len(paths)-added.Added {
				t.Errorf("%d pages left, with room again: %+v %v", pages, again, err)
			}
			check(len(paths))
			partial, err := filepath.Glob(filepath.Join(d.folder, "*-photos", "*", "*.partial"))
			if err != nil || len(partial) > 0 {
				t.Errorf("left half written: %v %v", partial, err)
			}
		})
		d.clean()
	}
	if said == 0 {
		t.Error("the disk was never full")
	}
}
