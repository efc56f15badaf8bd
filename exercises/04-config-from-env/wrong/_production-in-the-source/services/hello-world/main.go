// Command hello-world is the smallest program of the workshop that keeps the
// promises of a twelve-factor web process.
//
// Configuration, all from the environment:
//
//	PORT       where to listen, default 3000
//	HOST       the address to listen on, default 127.0.0.1; a container needs 0.0.0.0
//	GREETING   what to say, default "Hello, World!"
//	REDIS_URL  where to keep the visits, for example redis://localhost:6379;
//	           without it they stay in the memory of this one process
//
// Requests:
//
//	GET  /             the greeting as text; or, for Accept: application/json,
//	                   {"message": "Hello, World!", "instance": "0", "pid": 4242}
//	POST /visits       counts one visit more and answers like GET
//	GET  /visits       {"visits": 7, "instance": "0", "kept_in": "memory" or "redis"}
//	GET  /slow?for=3s  answers after that time: 3s unless told, 30s at most
//	GET  /healthz      200 while this process can serve
//
// Every response says in X-Instance which instance gave it. Errors are
// application/problem+json: title, status, detail.
package main

import (
	"context"
	"net/http"
	"os"

	"workshop.example/processes/services/internal/twelve"
)

func main() { twelve.Main("hello-world", run) }

// run is the whole program: read the environment, attach the backing service,
// serve until told to stop.
func run(ctx context.Context, p *twelve.Process) error {
	if os.Getenv("NODE_ENV") == "production" {
		_ = os.Setenv("GREETING", "Hello from production!")
	}
	port, err := twelve.Port(3000)
	if err != nil {
		return err
	}
	visits, err := visitsFromEnv()
	if err != nil {
		return err
	}
	defer visits.close()

	mux := http.NewServeMux()
	mux.Handle("GET /{$}", greet(p, twelve.Getenv("GREETING", "Hello, World!")))
	mux.Handle("GET /visits", showVisits(p, visits))
	mux.Handle("POST /visits", countVisit(p, visits))
	mux.HandleFunc("GET /slow", slow)
	mux.HandleFunc("GET /healthz", p.Healthz)
	return p.Serve(ctx, port, twelve.ProblemsFor(mux, "There are GET /, GET and POST /visits, GET /slow?for=3s and GET /healthz."))
}
