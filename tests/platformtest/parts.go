package platformtest

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"workshop.example/processes/runner/system/selfexec"
)

func init() { selfexec.Register("misbehave", misbehave) }

// longestLife ends a program that a test forgot which `go test` has killed: that
// is after ten minutes, and until then no test may miss its program.
const longestLife = 15 * time.Minute

func misbehave(words []string) int {
	time.AfterFunc(longestLife, func() { os.Exit(99) })
	switch argument := strings.Join(words[1:], " "); words[0] {
	case "exit":
		return number(argument)
	case "wait":
		return wait()
	case "deaf":
		return deaf()
	case "listen":
		return listen(number(argument))
	case "print":
		return printLines(number(argument))
	case "chatter":
		return chatter()
	case "hang":
		return hang(words[1])
	case "long":
		return printLong(number(argument))
	case "with":
		return with(words[1], words[2], words[3])
	}
	return 98
}

func number(word string) int {
	n, err := strconv.Atoi(word)
	if err != nil {
		panic(err)
	}
	return n
}

func up(name string) { fmt.Printf("up %d %s\n", os.Getpid(), name) }

func wait() int {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
	up("wait")
	<-asked
	return 0
}

func deaf() int {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	up("deaf")
	for range asked { // and goes on
	}
	return 0
}

func listen(status int) int {
	l, err := net.Listen("tcp4", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	go func() {
		_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	}()
	return wait()
}

func printLines(n int) int {
	w := bufio.NewWriter(os.Stdout)
	for i := range n {
		fmt.Fprintln(w, "line", i)
	}
	if w.Flush() != nil {
		return 97
	}
	return 0
}

func printLong(bytes int) int {
	fmt.Print(strings.Repeat("x", bytes-1), ".") // no line end: the last words
	return 3
}

// chatter prints slowly enough not to drown its reader, and does not care
// whether anybody still reads.
func chatter() int {
	signal.Ignore(syscall.SIGPIPE)
	up("chatter")
	for range time.Tick(5 * time.Millisecond) {
		fmt.Println(strings.Repeat("chatter ", 1000))
	}
	return 0
}

func hang(file string) int {
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		return 95
	}
	return deaf()
}

// with starts a child and becomes another program.
func with(how, child, then string) int {
	words := strings.Split(child, ",")
	if how == "twice" {
		words = []string{"with", "setsid", child, "exit,0"}
	}
	argv := Argv(words...)
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if how != "group" {
		leaveGroup(cmd)
	}
	if err := cmd.Start(); err != nil {
		return 96
	}
	return misbehave(strings.Split(then, ","))
}
