package platform

import (
	"bufio"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"workshop.example/processes/runner/system/selfexec"
)

// The guardian is this same binary in another part. It sits in a session of
// its own and reads what the runner started from a pipe. When the runner dies,
// however it dies, the pipe ends, and the guardian ends every group in its
// book and removes every folder.
//
// A line of the book is "+ENTRY" or "-ENTRY"; an entry is "group PGID" or
// "folder PATH".

func init() { selfexec.Register("guard", guard) }

// FolderPrefix begins the name of every temporary folder that the guardian may
// remove. It removes nothing else, whatever its book says. The owner follows in
// the name, so that a later run knows what is left of a dead one.
const FolderPrefix = "workshop-run-"

type guardBook struct {
	mu       sync.Mutex
	entries  []string
	guardian *guardian // nil: none yet
}

// guardian is the running one, as its owner sees it.
type guardian struct {
	pipe io.WriteCloser
	pid  int           // 0 where the system needs no process for it
	gone chan struct{} // closed when it has ended
}

var book guardBook

func groupEntry(pgid int) string { return "group " + strconv.Itoa(pgid) }

// TempFolder makes a temporary folder that is removed even when this process
// is killed: it stands in the guardian's book before it is made. The returned
// function removes it.
func TempFolder() (path string, remove func() error, err error) {
	parent, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return "", nil, &NoTempFolder{err}
	}
	path = filepath.Join(parent, FolderPrefix+owner()+"-"+rand.Text()[:10])
	entry := "folder " + path
	if err := book.enter(entry); err != nil {
		return "", nil, err
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		book.strike(entry)
		return "", nil, &NoTempFolder{err}
	}
	return path, func() error {
		err := os.RemoveAll(path)
		book.strike(entry)
		return err
	}, nil
}

// NoTempFolder is the trouble with a folder for temporary files: none can be made
// here, or it has no room. Its text is what was seen, and below it the remedy.
type NoTempFolder struct{ Err error }

func (e *NoTempFolder) Error() string { return e.Seen() + "\n" + e.Remedy() }

func (e *NoTempFolder) Unwrap() error { return e.Err }

// Seen says where such folders are made, and what went wrong there.
func (e *NoTempFolder) Seen() string {
	return "the folder for temporary files, " + os.TempDir() + ", cannot be used: " + e.Err.Error()
}

// Remedy names the variable that decides where temporary folders are.
func (e *NoTempFolder) Remedy() string {
	if runtime.GOOS == "windows" {
		return "The variable TMP must name a folder that is there, can be written and has room."
	}
	return "The variable TMPDIR must name a folder that is there, can be written and has room:\nexport TMPDIR=/tmp"
}

// startAndEnter starts cmd and writes its group down before anybody else can
// start or strike: a runner that is killed right after Start has it in the
// book already.
func startAndEnter(cmd *exec.Cmd, b *guardBook) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.ensure(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	b.write("+", groupEntry(cmd.Process.Pid))
	return nil
}

func (b *guardBook) enter(entry string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.ensure(); err != nil {
		return err
	}
	b.write("+", entry)
	return nil
}

func (b *guardBook) strike(entry string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.write("-", entry)
}

// write changes the book and tells the guardian. A guardian that is gone (it
// was killed) is replaced and given the whole book.
func (b *guardBook) write(sign, entry string) {
	if sign == "+" {
		b.entries = append(b.entries, entry)
	} else if i := slices.Index(b.entries, entry); i >= 0 {
		b.entries = slices.Delete(b.entries, i, i+1)
	} else {
		return
	}
	if b.guardian == nil {
		return
	}
	if _, err := fmt.Fprintf(b.guardian.pipe, "%s%s\n", sign, entry); err != nil {
		_ = b.guardian.pipe.Close()
		b.guardian = nil
		_ = b.ensure()
	}
}

// ensure starts a guardian when there is none and hands it the book.
func (b *guardBook) ensure() error {
	if b.guardian != nil {
		return nil
	}
	started, err := startGuardian()
	if err != nil {
		return fmt.Errorf("start the guardian: %w", err)
	}
	b.guardian = started
	for _, entry := range b.entries {
		fmt.Fprintf(started.pipe, "+%s\n", entry)
	}
	return nil
}

// replace starts another guardian for one that was killed: what is in the book
// must not stand there unguarded until the next entry. One that ended by itself
// is not replaced, since the next would do the same.
func (b *guardBook) replace(killed *guardian) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.guardian == killed {
		_ = killed.pipe.Close()
		b.guardian = nil
		_ = b.ensure()
	}
}

// Farewell ends the guardian and waits until it is gone. A program calls it
// last of all: what is still in the book then is ended.
func Farewell() {
	book.mu.Lock()
	last := book.guardian
	book.guardian = nil
	book.mu.Unlock()
	if last != nil {
		_ = last.pipe.Close()
		<-last.gone
	}
}

// guard is the guardian's whole life: keep the book until the pipe ends, then
// end what is in it.
func guard([]string) int {
	ignoreSignals()
	owner := parentOwner()
	var entries []string
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		sign, entry := lines.Text()[:1], lines.Text()[1:]
		if i := slices.Index(entries, entry); sign == "-" && i >= 0 {
			entries = slices.Delete(entries, i, i+1)
		} else if sign == "+" {
			entries = append(entries, entry)
		}
	}
	endGroups(entries)
	killTagged(func(tag string) bool { return strings.HasPrefix(tag, owner+"/") })
	removeFolders(entries)
	return 0
}

func removeFolders(entries []string) {
	for _, e := range entries {
		path, ok := strings.CutPrefix(e, "folder ")
		if ok && strings.HasPrefix(filepath.Base(path), FolderPrefix) {
			_ = os.RemoveAll(path)
		}
	}
}

func guardianCommand() (*exec.Cmd, error) {
	return selfexec.Command(context.Background(), "guard", owner())
}

// parentOwner is the tag owner of the process that is guarded, from the
// guardian's own arguments.
func parentOwner() string { return os.Args[len(os.Args)-1] }
