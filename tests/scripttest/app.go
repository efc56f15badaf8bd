//go:build unix

package scripttest

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	ossignal "os/signal"
	"strconv"
	"syscall"
	"time"
)

// App is the main function of a program for scripts. Its first argument says
// what it does:
//
//	serve        answers on PORT with its instance number, and ends on a signal
//	serve-after FILE
//	             does the same once FILE is there
//	ready FILE   is like serve, but says on its channel that it is ready, once
//	             FILE is there (PM2's wait_ready)
//	stay         does nothing until a signal
//	stubborn     does nothing, and no signal but SIGKILL ends it
//	escape       starts a stubborn child in a session of its own, then stays
//	family       starts a child that starts a stubborn grandchild, then stays
//	crash CODE   ends with that exit code
//	flood N      prints N lines of a hundred bytes, and ends
//	ask URL      prints the answer
//	head N       copies N lines from its input to its output, and ends
//
// A server answers at / with its instance, at /pid with its pid, at /env?NAME
// with a variable, and at /hold?FILE once FILE is there.
//
// serve, stay, stubborn, escape and family print a line that ends in "up" once they are what
// they say.
func App() {
	deeds := map[string]func(){
		"serve": serve, "stay": stay, "stubborn": stubborn, "crash": crash, "ask": ask, "head": head, "flood": flood,
		"serve-after": func() {
			eventually(context.Background(), func() bool { return there(os.Args[2]) })
			serve()
		},
		"ready":      func() { go sayReady(os.Args[2]); serve() },
		"escape":     func() { parent(&syscall.SysProcAttr{Setsid: true}, "stubborn") },
		"family":     func() { parent(nil, "generation") },
		"generation": func() { parent(nil, "stubborn") },
	}
	if len(os.Args) < 2 || deeds[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "app: what am I to do?")
		os.Exit(2)
	}
	deeds[os.Args[1]]()
}

func endSignal() <-chan os.Signal {
	signals := make(chan os.Signal, 1)
	ossignal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	return signals
}

func serve() {
	signals := endSignal()
	handler := http.HandlerFunc(answer)
	go func() {
		fmt.Fprintln(os.Stderr, "app:", http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), handler))
		os.Exit(1)
	}()
	fmt.Println("serve up")
	<-signals
	fmt.Println("goodbye")
}

func answer(w http.ResponseWriter, r *http.Request) {
	fmt.Println("asked")
	switch r.URL.Path {
	case "/pid":
		fmt.Fprintln(w, os.Getpid())
	case "/env":
		fmt.Fprintln(w, os.Getenv(r.URL.RawQuery))
	case "/hold":
		eventually(r.Context(), func() bool { return there(r.URL.RawQuery) })
		fmt.Fprintln(w, "let go")
	default:
		fmt.Fprintf(w, "instance %s\n", os.Getenv("NODE_APP_INSTANCE"))
	}
}

func there(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

func sayReady(file string) {
	eventually(context.Background(), func() bool { return there(file) })
	channel, _ := strconv.Atoi(os.Getenv("NODE_CHANNEL_FD"))
	fmt.Fprintln(os.NewFile(uintptr(channel), "channel"), "ready")
}

func stay() {
	signals := endSignal()
	fmt.Println("stay up")
	<-signals
}

func stubborn() {
	ossignal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	fmt.Println("stubborn up")
	<-time.After(time.Hour) // it is killed; select {} would be a deadlock, which Go ends
}

// parent starts this program once more, waits until the child is up, and
// stays.
func parent(attributes *syscall.SysProcAttr, deed string) {
	signals := endSignal()
	child := exec.Command(os.Args[0], deed)
	child.SysProcAttr, child.Stderr = attributes, os.Stderr
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "app:", err)
		os.Exit(1)
	}
	_, _ = bufio.NewReader(out).ReadString('\n')
	fmt.Printf("%s up\n", os.Args[1])
	<-signals
}

func crash() {
	fmt.Fprintln(os.Stderr, "my last words")
	code, _ := strconv.Atoi(os.Args[2])
	os.Exit(code)
}

func ask() {
	text, err := fetch(context.Background(), os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "app:", err)
		os.Exit(1)
	}
	fmt.Print(text)
}

func flood() {
	n, _ := strconv.Atoi(os.Args[2])
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	defer out.Flush()
	for i := range n {
		fmt.Fprintf(out, "%099d\n", i)
	}
}

func head() {
	n, _ := strconv.Atoi(os.Args[2])
	lines := bufio.NewScanner(os.Stdin)
	for i := range n {
		if !lines.Scan() {
			return
		}
		if i == n-1 {
			_ = os.Stdin.Close() // whoever sees the last line may rely on it
		}
		fmt.Println(lines.Text())
	}
}
