// Package behaviour holds the runner to PM2: the same process file must give the
// same observable behaviour under both, wherever PM2 can run it. It is made of
// tests alone.
//
// Each case is a process file, steps (commands, a kill -9, a saved file) and
// what is then to be seen. The steps are played with the runner always, and with
// PM2 too where there is one: the program that the variable PM2_BIN names, or
// pm2 on PATH. Where the two differ on purpose, the step is a differs, which
// says both and names the entry of the list of known differences that it shows.
// That list is also the table in docs/runner.md, written by
//
//	go test ./tests/behaviour -run Docs -update
//
// so a difference is in the docs with its reason, or it is a failing test.
//
// The programs that the process files start are the test binary itself under
// the name "app", and the scripts in testdata where the language matters.
// Everything of a case is in a folder of its own, which is TMPDIR for all that
// is started: by that, whatever is left behind is found.
package behaviour
