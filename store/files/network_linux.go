package files

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// networkSystems are the file systems of other machines, as the kernel names them; of those in user space (fuse.…) the second word.
var networkSystems = []string{
	"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "9p", "glusterfs", "lustre", "davfs", "gfs2", "ocfs2",
	"sshfs", "rclone", "gvfsd-fuse", "davfs2", "s3fs", "curlftpfs", "httpdirfs", "smbnetfs", "google-drive-ocamlfuse", "onedriver",
}

// OnNetwork says that a path, of which only a beginning needs to be there, lies on another machine: a network share that is mounted, or
// what a program shows as a folder.
func OnNetwork(path string) bool {
	mounts, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return false
	}
	defer mounts.Close()
	return onNetwork(real(path), bufio.NewScanner(mounts))
}

// real is the path without links, as far as it is there.
func real(path string) string {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	missing := ""
	for at := absolute; ; at = filepath.Dir(at) {
		if found, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(found, missing)
		}
		if at == filepath.Dir(at) {
			return absolute
		}
		missing = filepath.Join(filepath.Base(at), missing)
	}
}

// onNetwork looks for the mount that a path lies on in lines of mountinfo (proc(5)): the longest one that it begins with, of two the later.
func onNetwork(path string, lines *bufio.Scanner) bool {
	longest, system := -1, ""
	unescape := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`)
	for lines.Scan() {
		before, after, found := strings.Cut(lines.Text(), " - ")
		words, kind := strings.Fields(before), strings.Fields(after)
		if !found || len(words) < 5 || len(kind) == 0 {
			continue
		}
		point := unescape.Replace(words[4])
		if len(point) < longest || path != point && !strings.HasPrefix(path, strings.TrimSuffix(point, "/")+"/") {
			continue
		}
		longest, system = len(point), kind[0]
	}
	return slices.Contains(networkSystems, strings.TrimPrefix(system, "fuse."))
}
