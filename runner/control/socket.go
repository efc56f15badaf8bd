package control

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// This file owns the socket: where it is, how it is opened.
//
// A system allows a socket's path 104 to 108 bytes, and a project may lie
// deeper. Its socket then lies in a temporary folder of ours, and a symbolic
// link in the home leads there; so command and daemon agree even when their
// environments name different temporary folders.

const maxSocketPath = 100

// SocketName is the socket, or the link to it, in a home.
const SocketName = "control.sock"

func (h Home) socket() string { return filepath.Join(h.Dir, SocketName) }

// Address is the path to connect to.
func (h Home) Address() string {
	if target, err := os.Readlink(h.socket()); err == nil {
		return target
	}
	return h.socket()
}

// Listen opens the socket. The caller holds the home's lock, so whatever lies
// there is of a daemon that is dead. The listener's Close removes the socket.
func (h Home) Listen() (net.Listener, error) {
	if err := h.private(); err != nil {
		return nil, err
	}
	if err := h.removeSocket(); err != nil {
		return nil, err
	}
	if len(h.socket()) <= maxSocketPath {
		return listen(h.socket())
	}
	address, err := h.shortAddress()
	if err != nil {
		return nil, err
	}
	listener, err := listen(address)
	if err != nil {
		return nil, err
	}
	if err := os.Symlink(address, h.socket()); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return linkedListener{listener, h.socket()}, nil
}

// removeSocket removes what a dead daemon left. A folder in its place is
// nobody's socket, and stays.
func (h Home) removeSocket() error {
	if target, err := os.Readlink(h.socket()); err == nil && filepath.Base(filepath.Dir(target)) == shortFolder() {
		_ = os.Remove(target)
	}
	err := os.Remove(h.socket())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is in the way of the runner's socket: %w", h.socket(), err)
	}
	return nil
}

// listen opens a socket at a path where nothing of use is. The folder lets
// nobody in, so the moment before the change of mode is no danger.
func listen(path string) (net.Listener, error) {
	_ = os.Remove(path)
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		_ = listener.Close()
		return nil, err
	}
	return listener, nil
}

// shortAddress is a path for a home whose own is too long.
func (h Home) shortAddress() (string, error) {
	sum := sha256.Sum256([]byte(h.Dir))
	name := hex.EncodeToString(sum[:8]) + ".sock"
	for _, parent := range []string{os.Getenv("XDG_RUNTIME_DIR"), os.TempDir(), "/tmp"} {
		dir := filepath.Join(parent, shortFolder())
		if !filepath.IsAbs(parent) || len(dir)+1+len(name) > maxSocketPath {
			continue
		}
		if ownFolder(dir) == nil {
			return filepath.Join(dir, name), nil
		}
	}
	return "", &Failure{
		Message: fmt.Sprintf("%s is too long a path for a socket, and no temporary folder could be used instead", h.socket()),
		Hint:    HomeVariable + " names a folder with a shorter path",
	}
}

func shortFolder() string { return fmt.Sprintf("workshop-runner-%d", os.Getuid()) }

// ownFolder makes a folder, or finds it, and makes sure that it is ours alone
// and no link that somebody laid there.
func ownFolder(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder", dir)
	}
	if uid, known := ownerOf(info); known && uid != os.Geteuid() {
		return fmt.Errorf("%s belongs to somebody else", dir)
	}
	return os.Chmod(dir, 0o700)
}

// linkedListener removes the link along with the socket.
type linkedListener struct {
	net.Listener
	link string
}

func (l linkedListener) Close() error {
	_ = os.Remove(l.link)
	return l.Listener.Close()
}
