//go:build unix

package checkertest

import (
	"os/exec"

	"github.com/rogpeppe/go-internal/testscript"

	"workshop.example/processes/checker/sandbox/redis/redistest"
)

// redisServer is the verb `redis-server [PASSWORD]`: a real Redis, which ends with
// the script; $REDIS is its address. A script begins with a line that skips it
// where there is none. In CI that would go unseen: there the tests of
// checker/sandbox/redis fail for the same reason.
func redisServer(ts *testscript.TestScript, _ bool, args []string) {
	program, err := exec.LookPath("redis-server")
	ts.Check(err)
	address, stop, err := redistest.Start(program, append(args, "")[0], ts.Getenv("WORK"))
	ts.Check(err)
	ts.Defer(stop)
	ts.Setenv("REDIS", address)
}

// redisSays is the verb `redis-says PASSWORD DATABASE ANSWER COMMAND…`: what the
// Redis at $REDIS answers.
func redisSays(ts *testscript.TestScript, neg bool, args []string) {
	conn, err := redistest.Dial(ts.Getenv("REDIS"), "", args[0])
	ts.Check(err)
	defer conn.Close()
	_, err = conn.Do("SELECT", args[1])
	ts.Check(err)
	answer, err := conn.Do(args[3:]...)
	ts.Check(err)
	if (answer == args[2]) == neg {
		ts.Fatalf("database %s: %v answered %s", args[1], args[3:], answer)
	}
}
