package docker

import (
	"context"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"

	"workshop.example/processes/checker/patience"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
)

// A keeper is this same binary in another part. It outlives the check whose
// session it keeps, and removes from the engine what the check did not: because
// the engine was too slow for it, or because the check was killed. It reads from
// a pipe, which ends when the check does.

const (
	keeperPart = "engine-keeper"
	// dismissal is what a check says that has left nothing.
	dismissal = "done\n"
)

func init() { selfexec.Register(keeperPart, keep) }

// keeper is a running one, as its check sees it.
type keeper struct {
	cmd  *exec.Cmd
	pipe *os.File
}

func startKeeper(session string) (*keeper, error) {
	cmd, err := selfexec.Command(context.Background(), keeperPart, session)
	if err != nil {
		return nil, err
	}
	cmd.Dir = os.TempDir() // the check's own folder goes away
	cmd.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, platform.TagVariable+"=")
	})
	end, pipe, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer end.Close()
	cmd.Stdin = end
	if err := platform.StartDetached(cmd); err != nil {
		_ = pipe.Close()
		return nil, err
	}
	return &keeper{cmd, pipe}, nil
}

// dismiss ends the keeper: nothing is left to do.
func (k *keeper) dismiss() {
	_, _ = io.WriteString(k.pipe, dismissal)
	_ = k.pipe.Close()
	_ = k.cmd.Wait()
}

// takeOver lets the keeper do what is left, and does not wait for it.
func (k *keeper) takeOver() {
	_ = k.pipe.Close()
	go func() { _ = k.cmd.Wait() }()
}

// keep is a keeper's whole life. args is the session's name.
func keep(args []string) int {
	said, _ := io.ReadAll(os.Stdin)
	if string(said) == dismissal {
		return 0
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience.Keeping.Time)
	defer cancel()
	CalledOff()
	if (&removal{settling: patience.KeeperSettling.Time}).of(ctx, args[0]) != nil {
		return 1
	}
	return 0
}
