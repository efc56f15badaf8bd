package keyboard_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"workshop.example/processes/checker/screen/keyboard"
	"workshop.example/processes/tests/platformtest"
)

// asWhom makes another program of this test: "player", or "shell" for one below
// a shell.
const asWhom = "KEYBOARD_TEST_AS"

func TestMain(m *testing.M) {
	switch os.Getenv(asWhom) {
	case "player":
		play()
	case "shell":
		playBelow()
	default:
		os.Exit(m.Run())
	}
}

// playBelow does what a shell with job control does: the player is a job in the
// foreground, and when it has stopped it is continued (at SIGUSR1).
func playBelow() {
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGUSR1)
	job := exec.Command(os.Args[0])
	job.Env = append(os.Environ(), asWhom+"=player")
	job.Stdin, job.Stdout, job.Stderr = os.Stdin, os.Stdout, os.Stderr
	job.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Foreground: true, Pdeathsig: syscall.SIGKILL}
	if err := job.Start(); err != nil {
		fmt.Println(err)
		return
	}
	for {
		var status syscall.WaitStatus
		if _, err := syscall.Wait4(job.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
			return
		}
		fmt.Println("stopped")
		<-again
		_ = job.Process.Signal(syscall.SIGCONT)
	}
}

// play is a program with a keyboard: it says which keys it gets. q closes it
// and waits for Enter, p panics.
func play() {
	keys, ok := keyboard.Open()
	if !ok {
		fmt.Println("nobody here")
		return
	}
	defer keys.Close()
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	fmt.Println("ready")
	for {
		select {
		case <-interrupted:
			fmt.Println("interrupted")
		case <-keys.Look():
			fmt.Println("look")
		case key := <-keys.Keys():
			fmt.Printf("key %q\n", key)
			switch key {
			case 'q':
				return
			case 'p':
				panic("on purpose")
			}
		}
	}
}

// player is that program on a terminal of its own.
type player struct {
	t     *testing.T
	cmd   *exec.Cmd
	tty   *os.File // the end that stands for the screen and the keys
	lines chan string
	found *unix.Termios
}

func startPlayer(t *testing.T) *player { return start(t, "player") }

func start(t *testing.T, whom string) *player {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("this machine has no pseudo-terminals: %v", err)
	}
	t.Cleanup(func() { _ = screen.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	other, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = other.Close() })

	p := &player{t: t, cmd: exec.Command(os.Args[0]), tty: screen, lines: make(chan string, 100)}
	p.found = p.modes()
	p.cmd.Env = append(os.Environ(), asWhom+"="+whom)
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = other, other, other
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	go func() {
		for scan := bufio.NewScanner(screen); scan.Scan(); {
			p.lines <- strings.TrimRight(scan.Text(), "\r")
		}
	}()
	p.awaits("ready")
	return p
}

func (p *player) modes() *unix.Termios {
	p.t.Helper()
	modes, err := unix.IoctlGetTermios(int(p.tty.Fd()), unix.TCGETS)
	require.NoError(p.t, err)
	return modes
}

func (p *player) types(keys string) {
	p.t.Helper()
	_, err := p.tty.WriteString(keys)
	require.NoError(p.t, err)
}

// awaits takes lines until one is the wanted one. What comes before it is
// returned.
func (p *player) awaits(wanted string) (before []string) {
	p.t.Helper()
	patience := time.NewTimer(platformtest.Patience(p.t))
	defer patience.Stop()
	for {
		select {
		case line := <-p.lines:
			if line == wanted {
				return before
			}
			before = append(before, line)
		case <-patience.C:
			require.Fail(p.t, "it did not come", "%q, only %q", wanted, before)
		}
	}
}

func (p *player) isAsFound() {
	p.t.Helper()
	assert.Equal(p.t, p.found, p.modes(), "the terminal is as it was found")
}

func TestKeysArriveWithoutEnterAndAreNotEchoed(t *testing.T) {
	p := startPlayer(t)
	assert.NotEqual(t, p.found, p.modes())
	p.types("h")
	assert.Empty(t, p.awaits(`key 'h'`), "no echo")
	p.types("\r")
	p.awaits(`key '\n'`)
	p.types("q")
	p.awaits(`key 'q'`)
	require.NoError(t, p.cmd.Wait())
	p.isAsFound()
}

func TestWhatIsNoSingleKeyIsNoKey(t *testing.T) {
	p := startPlayer(t)
	p.types("\x1b[A")
	p.types("\x03") // empties what nobody has read yet, so it is awaited before more is typed
	p.awaits("interrupted")
	p.types("h")
	for _, line := range p.awaits(`key 'h'`) {
		assert.NotContains(t, line, "key")
	}
}

func TestCtrlCIsStillASignal(t *testing.T) {
	p := startPlayer(t)
	p.types("\x03")
	p.awaits("interrupted")
}

func TestAPanicLeavesTheTerminalAsItWas(t *testing.T) {
	p := startPlayer(t)
	p.types("p")
	assert.Error(t, p.cmd.Wait())
	p.isAsFound()
}

func TestASignalThatEndsTheProgramLeavesTheTerminalAsItWas(t *testing.T) {
	p := startPlayer(t)
	p.types("\x1c") // Ctrl-\
	assert.Error(t, p.cmd.Wait())
	p.isAsFound()
}

func TestCtrlZGivesTheTerminalBackUntilTheProgramIsContinued(t *testing.T) {
	p := start(t, "shell")
	taken := p.modes()
	p.types("\x1a")
	p.awaits("stopped")
	p.isAsFound()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGUSR1))
	p.awaits("look")
	assert.Equal(t, taken, p.modes())
	p.types("h")
	p.awaits(`key 'h'`)
	p.types("q")
	require.NoError(t, p.cmd.Wait())
	p.isAsFound()
}

// The player is alone on its terminal, so nobody could ever continue it: the
// system does not suspend such a program, and it must go on.
func TestCtrlZWithNobodyToContinueIsSurvived(t *testing.T) {
	p := startPlayer(t)
	p.types("\x1a")
	p.awaits("look")
	assert.NotEqual(t, p.found, p.modes())
	p.types("h")
	p.awaits(`key 'h'`)
}

func TestAContinuedProgramTakesTheTerminalAgain(t *testing.T) {
	p := startPlayer(t)
	taken := p.modes()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGSTOP))
	require.NoError(t, unix.IoctlSetTermios(int(p.tty.Fd()), unix.TCSETS, p.found)) // as a shell does
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGCONT))
	p.awaits("look")
	assert.Equal(t, taken, p.modes())
	p.types("h")
	p.awaits(`key 'h'`)
}

func TestANewSizeIsAReasonToLook(t *testing.T) {
	p := startPlayer(t)
	require.NoError(t, unix.IoctlSetWinsize(int(p.tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 10, Col: 40}))
	p.awaits("look")
}

func TestWithoutATerminalThereIsNoKeyboard(t *testing.T) {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asWhom+"=player")
	cmd.Stdin = strings.NewReader("h")
	out, err := cmd.Output()
	require.NoError(t, err)
	assert.Equal(t, "nobody here\n", string(out))
	var none *keyboard.Keyboard
	none.Close()
	assert.Nil(t, none.Keys())
	assert.Nil(t, none.Look())
}
