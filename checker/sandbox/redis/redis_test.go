package redis_test

import (
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/sandbox/redis"
	"workshop.example/processes/checker/sandbox/redis/redistest"
	"workshop.example/processes/runner/system/platform"
	"workshop.example/processes/runner/system/selfexec"
	"workshop.example/processes/tests/platformtest"
)

// part is the variable by which the test binary knows that it is to play a
// Redis that does not start.
const part = "REDIS_TEST_PART"

func TestMain(m *testing.M) {
	if os.Getenv(part) == "dies" {
		_, _ = os.Stdout.WriteString("no room on this machine\n")
		os.Exit(1)
	}
	selfexec.Play()
	code := m.Run()
	platform.Farewell()
	if folder != "" {
		_ = os.RemoveAll(folder)
	}
	os.Exit(code)
}

var folder string // of the built program

// program is services/redis, built once.
var program = sync.OnceValues(func() (string, error) {
	var err error
	if folder, err = os.MkdirTemp("", "redis-test-"); err != nil {
		return "", err
	}
	path := filepath.Join(folder, "redis.exe") // Windows runs nothing else
	build := exec.Command("go", "build", "-o", path, "../../../services/redis")
	build.Stderr = os.Stderr
	return path, build.Run()
})

func embedded(t *testing.T, accepted ...*url.Userinfo) *redis.Redis {
	t.Helper()
	built, err := program()
	require.NoError(t, err)
	return opened(t, redis.Config{Program: built, Environ: os.Environ(), Accepted: accepted})
}

func opened(t *testing.T, cfg redis.Config) *redis.Redis {
	t.Helper()
	r, err := redis.Open(bounded(t), cfg)
	require.NoError(t, err)
	t.Cleanup(r.Close)
	return r
}

func bounded(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), platformtest.Patience(t))
	t.Cleanup(cancel)
	return ctx
}

func dial(t *testing.T, r *redis.Redis) *redistest.Conn {
	t.Helper()
	conn, err := redistest.Dial(r.Address(), "", "")
	require.NoError(t, err)
	t.Cleanup(func() { conn.Close() })
	return conn
}

func do(t *testing.T, conn *redistest.Conn, words ...string) string {
	t.Helper()
	answer, err := conn.Do(words...)
	require.NoError(t, err, "%v", words)
	return answer
}

func TestVanishedItRefusesEverybodyAndReturnsWithWhatItHeld(t *testing.T) {
	r := embedded(t)
	before := dial(t, r)
	do(t, before, "SET", "key", "kept")
	r.Vanish()

	_, err := before.Do("GET", "key")
	assert.Error(t, err, "an open connection is cut")
	_, err = redistest.Dial(r.Address(), "", "")
	assert.Error(t, err, "a new one is refused")

	require.NoError(t, r.Return())
	assert.Equal(t, "kept", do(t, dial(t, r), "GET", "key"), "at the same address")
	require.NoError(t, r.Return(), "to return once more changes nothing")
}

func TestItAnswersForItselfWhateverTheAppsAreToThink(t *testing.T) {
	r := embedded(t)
	require.NoError(t, r.Answers(bounded(t)))
	r.Vanish()
	require.NoError(t, r.Answers(bounded(t)), "it is only out of reach")
	r.TestOnlyKill()
	assert.Error(t, r.Answers(bounded(t)))
}

func TestItIsEmptiedWhileItIsAway(t *testing.T) {
	r := embedded(t)
	conn := dial(t, r)
	do(t, conn, "SET", "key", "0")
	do(t, conn, "SELECT", "7")
	do(t, conn, "SET", "key", "7")
	r.Vanish()
	require.NoError(t, r.Empty(bounded(t)))
	require.NoError(t, r.Return())

	conn = dial(t, r)
	assert.Equal(t, "(nil)", do(t, conn, "GET", "key"))
	do(t, conn, "SELECT", "7")
	assert.Equal(t, "(nil)", do(t, conn, "GET", "key"), "in every database")
}

func TestItKnowsHowManyHaveCome(t *testing.T) {
	r := embedded(t)
	assert.Zero(t, r.Met(), "to empty it is no visit")
	for n := 1; n <= 3; n++ {
		do(t, dial(t, r), "PING")
		assert.Equal(t, n, r.Met())
	}
	r.Vanish()
	_, err := redistest.Dial(r.Address(), "", "")
	require.Error(t, err)
	assert.Equal(t, 3, r.Met(), "who was refused has not met it")
}

func TestItAcceptsWhomItIsToldToAndNobodyElse(t *testing.T) {
	r := embedded(t, url.UserPassword("ada", "s:c/r@t %"), url.UserPassword("", "word"))
	for _, who := range [][2]string{{"ada", "s:c/r@t %"}, {"", "word"}, {"default", "word"}} {
		conn, err := redistest.Dial(r.Address(), who[0], who[1])
		if assert.NoError(t, err, "%v", who) {
			assert.Equal(t, "PONG", do(t, conn, "PING"))
			conn.Close()
		}
	}
	_, err := redistest.Dial(r.Address(), "ada", "word")
	assert.ErrorContains(t, err, "WRONGPASS")
	_, err = dial(t, r).Do("GET", "key")
	assert.ErrorContains(t, err, "NOAUTH")
}

func TestTheEmbeddedOneKeepsEverythingOfAURLButItsHost(t *testing.T) {
	r := embedded(t)
	for learners, want := range map[string]string{
		"redis://localhost:6379":                "redis://HERE",
		"redis://localhost":                     "redis://HERE",
		"redis://ada:s%40c%2Fret@db:6380/3":     "redis://ada:s%40c%2Fret@HERE/3",
		"rediss://:secret@db.example/0":         "redis://:secret@HERE/0",
		"redis://localhost:6379/99":             "redis://HERE/99",
		"redis://localhost:6379/?db=4":          "redis://HERE/?db=4",
		"http://localhost:6379":                 "http://HERE",
		"redis://localhost:6379/fixtures/again": "redis://HERE/fixtures/again",
	} {
		assert.Equal(t, strings.Replace(want, "HERE", r.Address(), 1), r.URL(parsed(t, learners)).String(), learners)
	}
}

func parsed(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	require.NoError(t, err)
	return u
}

func TestOneThatDoesNotStartIsTroubleWithItsOwnWords(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	_, err = redis.Open(bounded(t), redis.Config{Program: self, Environ: append(os.Environ(), part+"=dies")})
	assert.ErrorContains(t, err, "no room on this machine")

	_, err = redis.Open(bounded(t), redis.Config{Program: filepath.Join(t.TempDir(), "nothing")})
	assert.ErrorContains(t, err, "start the embedded Redis")
}

// Hostile: clients that talk, that say half a command, that say nothing, that
// leave in the middle, while it goes and comes back.
func TestManyConnectionsAtOnceLeaveNothingBehind(t *testing.T) {
	_, err := program()
	require.NoError(t, err)
	goroutines := runtime.NumGoroutine()
	r := embedded(t)
	stop := make(chan struct{})
	var clients sync.WaitGroup
	for i := range 60 {
		clients.Go(func() { harass(r.Address(), i, stop) })
	}
	for n := range 20 {
		before := r.Met()
		require.Eventually(t, func() bool { return r.Met() > before+5 }, platformtest.Patience(t), time.Millisecond, "round %d", n)
		r.Vanish()
		_, err := redistest.Dial(r.Address(), "", "")
		require.Error(t, err, "round %d", n)
		require.NoError(t, r.Return())
	}
	close(stop)
	clients.Wait()
	assert.Equal(t, "PONG", do(t, dial(t, r), "PING"), "it serves still")
	r.Close()
	r.Close()

	_, port, _ := net.SplitHostPort(r.Address())
	number, _ := strconv.Atoi(port)
	listener, err := platform.ListenLoopback(number)
	require.NoError(t, err, "its port is free again")
	listener.Close()
	assert.Eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+1 }, platformtest.Patience(t), time.Millisecond,
		"no goroutine is left but the one that asks")
	built, _ := program()
	assert.Empty(t, processesOf(built), "no process either")
}

// harass connects again and again, each time as another sort of client.
func harass(address string, kind int, stop <-chan struct{}) {
	for tick := time.Tick(2 * time.Millisecond); ; {
		select {
		case <-stop:
			return
		case <-tick:
		}
		conn, err := net.Dial("tcp", address)
		if err != nil {
			continue // it is away
		}
		_ = conn.SetDeadline(time.Now().Add(time.Minute)) // for those that nobody answers
		words := []string{"*1\r\n$4\r\nPING\r\n", "*2\r\n$3\r\nGE", "", "\x00\xff nonsense"}[kind%4]
		_, _ = conn.Write([]byte(words))
		if kind%8 == 0 {
			_, _ = conn.Read(make([]byte, 16))
		}
		_ = conn.Close()
	}
}

// processesOf are the running processes of a program, where the system tells.
func processesOf(program string) []string {
	var found []string
	entries, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, entry := range entries {
		if target, err := os.Readlink(entry); err == nil && target == program {
			found = append(found, entry)
		}
	}
	return found
}

func TestItIsAskedInTheDatabaseThatAURLLeadsTo(t *testing.T) {
	r := embedded(t)
	ask := func(learners string, words ...string) string {
		u, err := url.Parse(learners)
		require.NoError(t, err)
		answer, err := r.Ask(bounded(t), u, words...)
		require.NoError(t, err, "%v", words)
		return answer
	}
	assert.Equal(t, "OK", ask("redis://localhost:6379/3", "SET", "key", "in three\r\nlines"))
	assert.Equal(t, "in three\r\nlines", ask("redis://elsewhere:1/?db=3", "GET", "key"))
	assert.Empty(t, ask("redis://localhost:6379", "GET", "key"), "another database")
	assert.Equal(t, "7", ask("redis://localhost", "INCRBY", "n", "7"))
	assert.Zero(t, r.Met(), "nobody came through the relay")

	_, err := r.Ask(bounded(t), &url.URL{}, "NONSENSE")
	assert.Error(t, err)
	_, err = r.Ask(bounded(t), &url.URL{}, "HGETALL", "key")
	assert.ErrorContains(t, err, "not understood here")
}

func TestWhoeverHasAPasswordIsLetInToAsk(t *testing.T) {
	r := embedded(t, url.UserPassword("ada", "s3cret"))
	answer, err := r.Ask(bounded(t), &url.URL{}, "GET", "key")
	require.NoError(t, err)
	assert.Empty(t, answer)
	assert.Equal(t, "redis://ada:s3cret@localhost:6379", r.Plain().String())
}
