package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"workshop.example/processes/tools/bench/internal/load"
	"workshop.example/processes/tools/bench/internal/peer"
	"workshop.example/processes/tools/bench/internal/stats"
)

// This file owns the row "save": a small service in Go is edited while somebody
// uses it.

// saves of one round, after the one with which it starts.
const saves = 3

// calm is the pause between a new version's first answer and the next save.
const calm = 700 * time.Millisecond

// project is the service's folder and what is in it.
type project struct {
	dir     string
	port    int
	version int
}

const goMod = "module saved\n\ngo 1.26\n"

// source is a service that says which version it is and lets requests end.
const source = `package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

const version = %d

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server := &http.Server{Addr: "127.0.0.1:" + os.Getenv("PORT")}
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "version=%%d pid=%%d\n", version, os.Getpid())
	})
	over := make(chan struct{})
	go func() {
		<-ctx.Done()
		_ = server.Shutdown(context.Background())
		close(over)
	}()
	if server.ListenAndServe() == http.ErrServerClosed {
		<-over
	}
}
`

const broken = "package main\n\nfunc main() { this does not compile }\n"

func newProject(dir string) (*project, error) {
	port, err := freePorts(1)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	p := &project{dir: dir, port: port}
	return p, errors.Join(p.save("go.mod", goMod), p.save("main.go", fmt.Sprintf(source, p.version)))
}

// save writes a file as most editors do: a new one beside it takes its name.
func (p *project) save(name, text string) error {
	path := filepath.Join(p.dir, name)
	if err := os.WriteFile(path+"~", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+"~", path)
}

// next saves the next version and returns the words by which its answers are
// known.
func (p *project) next() (string, error) {
	p.version++
	return p.words(), p.save("main.go", fmt.Sprintf(source, p.version))
}

func (p *project) words() string { return fmt.Sprintf("version=%d ", p.version) }

func (t *trial) save() error {
	if t.kind.Name == peer.Ours.Name {
		if err := t.buildsAlone(); err != nil {
			return err
		}
	}
	p, err := newProject(t.room.Path("saved"))
	if err != nil {
		return err
	}
	app := peer.App{Name: "saved", Source: p.dir, Port: p.port, Instances: 1, Shared: true}
	if err := t.manager.Start(t.ctx, []peer.App{app}); err != nil {
		return err
	}
	if _, err := load.Until(t.ctx, address(p.port), contains(p.words())); err != nil {
		return err
	}
	for range saves {
		if err := t.saveOnce(p, "save", true); err != nil {
			return err
		}
	}
	return t.mistake(p)
}

func contains(words string) func(string) bool {
	return func(body string) bool { return strings.Contains(body, words) }
}

// saveOnce saves a version and asks, on fresh connections, until it answers.
func (t *trial) saveOnce(p *project, situation string, counts bool) error {
	if err := load.Pause(t.ctx, calm); err != nil {
		return err
	}
	began := time.Now()
	words, err := p.next()
	if err != nil {
		return err
	}
	ctx, cancel := t.patient(newVersionTime)
	defer cancel()
	asked, failed, err := watch(ctx, p.port, contains(words))
	if err != nil {
		return fmt.Errorf("%snever answered: %w", words, err)
	}
	t.record("save", situation+" until the new version answers", "ms", ms(began))
	if counts {
		t.record("save", situation, "requests without an answer meanwhile", float64(failed))
		t.record("save", situation, "requests asked meanwhile", float64(asked))
	}
	return nil
}

// between two requests of whoever uses the service.
const between = 4 * time.Millisecond

// newVersionTime bounds the wait for a version: a save that was not seen must
// not hold everything up.
const newVersionTime = 30 * time.Second

// watch asks until an answer is good, and counts. The error is ctx's: its end
// cuts no request short, which would count as one that failed.
func watch(ctx context.Context, port int, good func(string) bool) (asked, failed int, err error) {
	for {
		body, err := load.Once(context.WithoutCancel(ctx), address(port))
		asked++
		if err != nil {
			failed++
		} else if good(body) {
			return asked, failed, nil
		}
		if err := load.Pause(ctx, between); err != nil {
			return asked, failed, err
		}
	}
}

// mistakeTime is how long is watched what a compile error does.
const mistakeTime = 3 * time.Second

// mistake saves what does not compile, watches, and puts it right.
func (t *trial) mistake(p *project) error {
	if err := load.Pause(t.ctx, calm); err != nil {
		return err
	}
	before, err := load.Once(t.ctx, address(p.port))
	if err != nil {
		return err
	}
	if err := p.save("main.go", broken); err != nil {
		return err
	}
	ctx, cancel := t.patient(mistakeTime)
	asked, failed, _ := watch(ctx, p.port, func(string) bool { return false })
	cancel()
	t.record("save", "a compile error", "% of requests without an answer", 100*stats.Ratio(float64(failed), float64(asked)))
	after, err := load.Once(t.ctx, address(p.port))
	switch {
	case err != nil:
		t.table.Remark("save", t.kind.Name, "after a compile error nobody serves")
	case after == before:
		t.table.Remark("save", t.kind.Name, "after a compile error the same process serves on")
	default:
		t.table.Remark("save", t.kind.Name, "after a compile error another process of the old version serves")
	}
	return t.saveOnce(p, "the mistake put right", false)
}

// buildsAlone is the same without any manager: save, `go build`, start.
func (t *trial) buildsAlone() error {
	p, err := newProject(t.room.Path("alone"))
	if err != nil {
		return err
	}
	for i := range saves + 1 {
		if err := load.Pause(t.ctx, calm); err != nil {
			return err
		}
		began := time.Now()
		if _, err := p.next(); err != nil {
			return err
		}
		took, err := t.buildAndStart(p, began)
		if err != nil {
			return err
		}
		if i > 0 { // the first build fills the compiler's cache
			t.recordFor(buildAlone, "save", "save until the new version answers", "ms", took)
		}
	}
	return nil
}

func (t *trial) buildAndStart(p *project, began time.Time) (float64, error) {
	binary := filepath.Join(p.dir, "built"+exeSuffix())
	build := t.room.Command("go", "build", "-o", binary, ".")
	build.Dir = p.dir
	if _, err := t.room.Output(t.ctx, build); err != nil {
		return 0, err
	}
	service, err := t.room.Bare(t.ctx, t.room.Command(binary), p.port)
	if err != nil {
		return 0, err
	}
	defer service.Close()
	return ms(began), nil
}
