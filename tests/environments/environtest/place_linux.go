package environtest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// This file owns how a process enters an environment. It does so for itself,
// and what it starts is in there with it; nothing outside is changed.

// Place is what a process can change about its own surroundings.
type Place struct {
	Umask     int    // 0: as it is
	OpenFiles uint64 // how many, the hard limit as well; 0: as it is
	Mounts    []Mount
	NoIPv6    bool          // a network of its own that has IPv4's loopback and nothing else
	User      int           // whom it becomes; 0: nobody else
	Ahead     time.Duration // of everybody else's monotonic clock
	// Memory in bytes, and Processors, bound it with all that it starts; 0: nothing
	// does. Groups are the control groups for them, which the test makes.
	Memory     int64
	Processors float64
	Groups     []string

	// Folder is the user's own, with all in it. Modules must be readable, wherever
	// they lie, and Cache is the go tool's, to be written on top of: see overlaid.
	Folder, Modules, Cache string
}

// Mount is a small file system of its own on a folder.
type Mount struct {
	Folder   string
	Bytes    int64 // 0: as many as it likes
	ReadOnly bool
}

// spaces are the name spaces that a process must be started in.
func (p *Place) spaces() uintptr {
	var flags uintptr
	if len(p.Mounts) > 0 || p.User != 0 {
		flags |= unix.CLONE_NEWNS
	}
	if p.NoIPv6 {
		flags |= unix.CLONE_NEWNET
	}
	return flags
}

// enter changes this process. It is called once, on the main thread.
func (p *Place) enter() error {
	for _, group := range p.Groups {
		if err := os.WriteFile(filepath.Join(group, "cgroup.procs"), []byte("0"), 0); err != nil {
			return err
		}
	}
	steps := []func() error{p.mounts, p.network, p.clock, p.becomeUser, p.limits}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (p *Place) mounts() error {
	if p.spaces()&unix.CLONE_NEWNS == 0 {
		return nil
	}
	// What is mounted in here must not appear outside.
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("keep mounts private: %w", err)
	}
	for _, m := range p.Mounts {
		var flags uintptr
		if m.ReadOnly {
			flags = unix.MS_RDONLY
		}
		options := "mode=0755"
		if m.Bytes > 0 {
			options += fmt.Sprintf(",size=%d", m.Bytes)
		}
		if err := unix.Mount("tmpfs", m.Folder, "tmpfs", flags, options); err != nil {
			return fmt.Errorf("mount on %s: %w", m.Folder, err)
		}
	}
	return nil
}

func (p *Place) network() error {
	if !p.NoIPv6 {
		return nil
	}
	err := os.WriteFile("/proc/sys/net/ipv6/conf/all/disable_ipv6", []byte("1"), 0)
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // a kernel without any
		return err
	}
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(socket)
	loopback, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	loopback.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(socket, unix.SIOCSIFFLAGS, loopback)
}

// clock holds for what is started after it, from this very thread.
func (p *Place) clock() error {
	if p.Ahead == 0 {
		return nil
	}
	if err := unix.Unshare(unix.CLONE_NEWTIME); err != nil {
		return fmt.Errorf("have a clock of its own: %w", err)
	}
	seconds := int(p.Ahead / time.Second)
	offsets := fmt.Sprintf("monotonic %d 0\nboottime %d 0\n", seconds, seconds)
	return os.WriteFile("/proc/self/timens_offsets", []byte(offsets), 0)
}

func (p *Place) limits() error {
	if p.Umask != 0 {
		unix.Umask(p.Umask)
	}
	if p.OpenFiles == 0 {
		return nil
	}
	// Through syscall: its children are then given this limit, not an earlier one.
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: p.OpenFiles, Max: p.OpenFiles})
}

func (p *Place) becomeUser() error {
	if p.User == 0 {
		return nil
	}
	if err := given(p.Folder, p.User); err != nil {
		return err
	}
	if err := overlaid(p.Cache, p.Folder, p.User); err != nil {
		return fmt.Errorf("let the user write into %s: %w", p.Cache, err)
	}
	if err := opened(p.Modules); err != nil {
		return fmt.Errorf("let the user read %s: %w", p.Modules, err)
	}
	return errors.Join(syscall.Setgroups(nil), syscall.Setgid(p.User), syscall.Setuid(p.User))
}

// given gives a folder and all below it to a user.
func given(folder string, user int) error {
	return filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, user, user)
	})
}

// opened lets everybody reach a folder, at the path that it has: the go tool
// knows what it has compiled by that. A folder above that lets nobody pass, such
// as root's home, is covered by one in which there is just this.
func opened(folder string) error {
	closed := closedAbove(folder)
	if closed == "" {
		return nil
	}
	aside, err := unix.OpenTree(unix.AT_FDCWD, folder, unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC|unix.AT_RECURSIVE)
	if err != nil {
		return err
	}
	defer unix.Close(aside)
	if err := unix.Mount("tmpfs", closed, "tmpfs", 0, "mode=0755"); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return unix.MoveMount(aside, "", unix.AT_FDCWD, folder, unix.MOVE_MOUNT_F_EMPTY_PATH)
}

// closedAbove is the first folder on the way that others may not pass; "" when
// all are open.
func closedAbove(folder string) string {
	at := string(filepath.Separator)
	for _, name := range strings.Split(strings.Trim(folder, at), at) {
		at = filepath.Join(at, name)
		if info, err := os.Stat(at); err == nil && info.Mode()&0o005 != 0o005 {
			return at
		}
	}
	return ""
}

// overlaid lets the user write on top of the go tool's cache: what is written
// goes to a file system that ends with this process, and the cache stays as it
// is. Without it, the whole standard library would be compiled once more.
func overlaid(cache, on string, user int) error {
	over := filepath.Join(on, "over")
	if err := os.MkdirAll(over, 0o755); err != nil {
		return err
	}
	if err := unix.Mount("tmpfs", over, "tmpfs", 0, "mode=0755"); err != nil {
		return err
	}
	upper, work, at := filepath.Join(over, "upper"), filepath.Join(over, "work"), overlay(on)
	for _, folder := range []string{upper, work, at} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	if err := unix.Mount("overlay", at, "overlay", 0, fmt.Sprintf("lowerdir=%s,upperdir=%s,workdir=%s", cache, upper, work)); err != nil {
		return err
	}
	folders, err := os.ReadDir(at)
	if err != nil {
		return err
	}
	for _, f := range folders {
		if err := os.Chown(filepath.Join(at, f.Name()), user, user); err != nil {
			return err
		}
	}
	return os.Chown(at, user, user)
}

// overlay is where the user's cache lies: see overlaid.
func overlay(on string) string { return filepath.Join(on, "gocache") }
