package control

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"workshop.example/processes/runner/processfile"
)

// This file owns where the daemon of a project keeps what is its own.

// HomeVariable overrides where a home is.
const HomeVariable = "RUNNER_HOME"

// folderName is the folder beside the process file.
const folderName = ".runner"

// Home is the folder of one daemon: its socket, its locks, its logs.
type Home struct {
	Dir string // absolute
}

// HomeOf is the home that belongs to a process file: .runner beside it, or what
// RUNNER_HOME says.
func HomeOf(file string) (Home, error) {
	if dir := os.Getenv(HomeVariable); dir != "" {
		abs, err := filepath.Abs(dir)
		return Home{abs}, err
	}
	abs, err := filepath.Abs(file)
	return Home{filepath.Join(filepath.Dir(abs), folderName)}, err
}

// FindHome is the home that a command without a process file means: that of the
// working folder, or of the nearest folder above it that has a process file or
// a daemon. When there is none, it is the one that the working folder would
// have.
func FindHome(working string) (Home, error) {
	if os.Getenv(HomeVariable) != "" {
		return HomeOf("")
	}
	working, err := filepath.Abs(working)
	if err != nil {
		return Home{}, err
	}
	for at := working; ; at = filepath.Dir(at) {
		if isProject(at) {
			return Home{filepath.Join(at, folderName)}, nil
		}
		if filepath.Dir(at) == at {
			return Home{filepath.Join(working, folderName)}, nil
		}
	}
}

func isProject(dir string) bool {
	if info, err := os.Stat(filepath.Join(dir, folderName)); err == nil && info.IsDir() {
		return true
	}
	_, err := processfile.Find(dir)
	return err == nil
}

// Project is the folder that people know the home by.
func (h Home) Project() string {
	if filepath.Base(h.Dir) == folderName {
		return filepath.Dir(h.Dir)
	}
	return h.Dir
}

// Lock is held by the daemon for its life. Whoever holds it may remove a socket
// that is there.
func (h Home) Lock() string { return filepath.Join(h.Dir, "lock") }

// Starting is locked by a command while it looks whether there is a daemon and
// starts one if not: two at once would start two.
func (h Home) Starting() string { return filepath.Join(h.Dir, "starting") }

// Pid is where the holder of the lock writes its number down.
func (h Home) Pid() string { return filepath.Join(h.Dir, "pid") }

// Log is where a daemon writes what it has to say when nobody listens.
func (h Home) Log() string { return filepath.Join(h.Dir, "daemon.log") }

// Logs is the folder of what the apps print.
func (h Home) Logs() string { return filepath.Join(h.Dir, "logs") }

// Make makes the home, readable by its owner only, and has git pass it over.
// The error says what to do about a folder that cannot be written.
func (h Home) Make() error {
	err := os.MkdirAll(h.Dir, 0o700)
	if err == nil {
		err = h.private()
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(h.Dir, ".gitignore"), []byte("*\n"), 0o600)
	}
	if err == nil {
		return nil
	}
	var failure *Failure
	if errors.As(err, &failure) {
		return err
	}
	return &Failure{
		Message: fmt.Sprintf("the runner keeps its socket and logs in %s, and that cannot be written: %s", h.Dir, cause(err)),
		Hint:    HomeVariable + " names another folder for them, as in " + HomeVariable + "=$HOME/.runner-workshop",
	}
}

// cause is the system's own words, without the call and the path around them.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	if errors.Is(err, syscall.ENOTDIR) || errors.Is(err, fs.ErrExist) {
		return "there is a file in the way"
	}
	return err.Error()
}

// private sees to it that nobody but the owner gets in.
func (h Home) private() error {
	info, err := os.Stat(h.Dir)
	if err != nil {
		return err
	}
	if err := h.trusted(info); err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(h.Dir, 0o700)
	}
	return nil
}

// trusted refuses a home that somebody else could have prepared for us. The
// superuser may use anybody's: it is the one in a container whose project is
// mounted from outside.
func (h Home) trusted(info fs.FileInfo) error {
	uid, known := ownerOf(info)
	if !known || uid == os.Geteuid() || os.Geteuid() == 0 {
		return nil
	}
	return &Failure{
		Message: fmt.Sprintf("%s belongs to another user (number %d), and what is in it cannot be trusted", h.Dir, uid),
		Hint:    HomeVariable + " names another folder",
	}
}

// Owner is the process that holds the home, as it wrote it down itself; 0 when
// nobody did.
func (h Home) Owner() int {
	text, err := os.ReadFile(h.Pid())
	if err != nil || len(text) > 20 {
		return 0
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil || pid < 1 {
		return 0
	}
	return pid
}
