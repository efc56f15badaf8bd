//go:build unix

package behaviour

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	ossignal "os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// This file owns the program that process files start.

// seen is what a process says of itself when it begins: a file for each in
// TMPDIR/seen. The scripts in testdata write the same.
type seen struct {
	Pid   int
	At    int64 // milliseconds since 1970
	Args  []string
	Cwd   string
	Env   map[string]string
	Flags []string // of its interpreter
}

// app does what its first argument says:
//
//	serve          answers on PORT with its instance number
//	serve-after F  does so once TMPDIR/F is there
//	stay           waits for a signal, and leaves its name in TMPDIR/signal
//	stubborn       waits, and only SIGKILL ends it
//	exit CODE      ends at once
//	exit-after D CODE
//	               ends after a time such as 1.2s
//	print          prints "to out" and "to err", and stays
//	parent         starts a stubborn child, and stays
//	hog            takes 80 MB the first time that it is started here, and stays
func app(args []string) {
	ends := make(chan os.Signal, 1)
	ossignal.Notify(ends, syscall.SIGINT, syscall.SIGTERM)
	saySeen(args)
	if len(args) == 0 {
		args = []string{"stay"}
	}
	switch args[0] {
	case "serve-after":
		appear(args[1])
		serve(ends)
	case "serve":
		serve(ends)
	case "stubborn":
		ossignal.Ignore(syscall.SIGINT, syscall.SIGTERM)
		select {}
	case "exit":
		exit(args[1])
	case "exit-after":
		exitAfter(args[1], args[2])
	case "print":
		fmt.Println("to out")
		fmt.Fprintln(os.Stderr, "to err")
	case "parent":
		child := exec.Command(os.Args[0], "stubborn")
		_ = child.Start()
	case "hog":
		hog()
	}
	_ = os.WriteFile(filepath.Join(os.TempDir(), "signal"), []byte((<-ends).String()), 0o600)
}

func saySeen(args []string) {
	s := seen{Pid: os.Getpid(), At: time.Now().UnixMilli(), Args: args, Env: map[string]string{}}
	s.Cwd, _ = os.Getwd()
	for _, pair := range os.Environ() {
		for i := 1; i < len(pair); i++ {
			if pair[i] == '=' {
				s.Env[pair[:i]] = pair[i+1:]
				break
			}
		}
	}
	text, _ := json.Marshal(s)
	path := filepath.Join(os.TempDir(), "seen", strconv.Itoa(s.Pid)+".json")
	_ = os.WriteFile(path+".new", text, 0o600)
	_ = os.Rename(path+".new", path) // so nobody reads half of it
}

func serve(ends <-chan os.Signal) {
	failed := make(chan error, 1)
	go func() {
		failed <- http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, os.Getenv("NODE_APP_INSTANCE"))
		}))
	}()
	select {
	case err := <-failed:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	case <-ends:
		os.Exit(0)
	}
}

// appear returns once a file is in TMPDIR.
func appear(name string) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(filepath.Join(os.TempDir(), name)); err == nil {
			return
		}
		<-tick.C
	}
}

func exit(code string) {
	n, err := strconv.Atoi(code)
	if err != nil {
		n = 99
	}
	os.Exit(n)
}

func exitAfter(delay, code string) {
	d, _ := time.ParseDuration(delay)
	<-time.After(d)
	exit(code)
}

// hogged keeps the memory from being collected.
var hogged []byte

func hog() {
	mark := filepath.Join(os.TempDir(), "hogged")
	if _, err := os.Stat(mark); err == nil {
		return
	}
	_ = os.WriteFile(mark, nil, 0o600)
	hogged = make([]byte, 80<<20)
	for i := 0; i < len(hogged); i += 4096 {
		hogged[i] = 1
	}
}
