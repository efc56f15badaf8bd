package check

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"slices"

	"workshop.example/processes/runner/system/platform"
)

// Programs are the programs that serve for App's instances now, each once, as a
// hash of their content: a wrapper may put the same one into another place at
// every start. It is empty on a system that shows no process's program.
func (r *Run) Programs() []string {
	var hashes []string
	for _, row := range r.Rows(r.App) {
		port := row.Port
		if port == 0 {
			port = r.Port
		}
		owners, _ := platform.PortOwners(port, row.Pid)
		for _, owner := range owners {
			if hash := contentOf(owner.Pid); hash != "" && !slices.Contains(hashes, hash) {
				hashes = append(hashes, hash)
			}
		}
	}
	return hashes
}

// contentOf is a hash of the program that a process runs; "" when nobody tells.
func contentOf(pid int) string {
	path, err := platform.Program(pid)
	if err != nil {
		return ""
	}
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return ""
	}
	return hex.EncodeToString(hash.Sum(nil))
}
