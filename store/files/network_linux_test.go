package files

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// mounts are lines as the kernel writes them: a disk, a share of Windows, one of NFS under it, one of GNOME, a disk with NTFS.
const mounts = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/garage rw,relatime shared:2 - cifs //server/garage rw,vers=3.1.1
31 30 0:41 / /mnt/garage/local rw - ext4 /dev/sdb1 rw
32 22 0:42 / /mnt/Mon\040partage rw master:3 - nfs4 nas:/volume1 rw
33 22 0:43 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
34 22 0:44 / /media/stick rw - fuseblk /dev/sdc1 rw
35 22 0:45 / /srv rw - ext4 /dev/sdd1 rw
36 22 0:46 / /srv rw - fuse.sshfs user@host:/ rw
`

func TestMountOfAPath(t *testing.T) {
	for path, want := range map[string]bool{
		"/home/an/garagemail.db":                    false,
		"/mnt/garage/garagemail.db":                 true,
		"/mnt/garage":                               true,
		"/mnt/garagemail.db":                        false,
		"/mnt/garage2/garagemail.db":                false,
		"/mnt/garage/local/garagemail.db":           false,
		"/mnt/Mon partage/x/y/garagemail.db":        true,
		"/run/user/1000/gvfs/smb-share:server=s/db": true,
		"/media/stick/garagemail.db":                false,
		"/srv/garagemail.db":                        true, // the later mount hides the one before
	} {
		if got := onNetwork(path, bufio.NewScanner(strings.NewReader(mounts))); got != want {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

func TestRealPath(t *testing.T) {
	folder, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(folder, "link")
	if err := os.Symlink(filepath.Join(folder, "there"), link); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, "there"), 0o700); err != nil {
		t.Fatal(err)
	}
	if got, want := real(filepath.Join(link, "new", "garagemail.db")), filepath.Join(folder, "there", "new", "garagemail.db"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if OnNetwork(folder) {
		t.Error("a folder of this machine lies on the network")
	}
}
