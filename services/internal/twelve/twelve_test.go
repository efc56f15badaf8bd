package twelve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPort(t *testing.T) {
	tests := []struct {
		value string
		want  int
		ok    bool
	}{
		{"", 3000, true},
		{"0", 0, true},
		{"8080", 8080, true},
		{"65535", 65535, true},
		{"65536", 0, false},
		{"-1", 0, false},
		{"+80", 0, false},
		{"0x50", 0, false},
		{" 80", 0, false},
		{"http", 0, false},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			t.Setenv("PORT", test.value)
			got, err := Port(3000)
			assert.Equal(t, test.want, got)
			if test.ok {
				assert.NoError(t, err)
			} else {
				assert.Equal(t, ExitConfig, ExitCode(err))
			}
		})
	}
}

func TestHostIsLoopbackUnlessAnAddressIsGiven(t *testing.T) {
	tests := []struct{ value, want string }{
		{"", "127.0.0.1"},
		{"0.0.0.0", "0.0.0.0"},
		{"::1", "::1"},
		{"localhost", "localhost"},
		{"x86_64-linux-gnu", "127.0.0.1"},
		{"0.0.0", "127.0.0.1"},
	}
	for _, test := range tests {
		t.Run(test.value, func(t *testing.T) {
			t.Setenv("HOST", test.value)
			assert.Equal(t, test.want, host(slog.New(slog.DiscardHandler)))
		})
	}
}

func TestExitCode(t *testing.T) {
	assert.Equal(t, 0, ExitCode(nil))
	assert.Equal(t, 1, ExitCode(errors.New("anything")))
	assert.Equal(t, 78, ExitCode(ConfigError("PORT")))
	assert.Equal(t, 69, ExitCode(fmt.Errorf("wrapped: %w", UnavailableError("Redis"))))
	assert.ErrorIs(t, ConfigError("no: %w", context.Canceled), context.Canceled)
}

func TestSignalWhileStartingIsNoFailure(t *testing.T) {
	p := &Process{Log: slog.New(slog.DiscardHandler)}
	assert.Equal(t, 0, p.end(context.Canceled))
	assert.Equal(t, 0, p.end(nil))
}

func TestMessageStaysInOneLine(t *testing.T) {
	assert.Equal(t, "one two three", oneLine("one\ntwo\r\n\tthree\n"))
}

func TestLogKeepsAnEventInOneLine(t *testing.T) {
	var out bytes.Buffer
	log := newLog(&out)
	log.Info("plain", "n", 1)
	log.Warn("two\nlines")
	assert.Equal(t, "msg=plain n=1\nlevel=WARN msg=\"two\\nlines\"\n", out.String())
}

func TestMuxAnswersItsOwnErrorsAsProblems(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /things/{id}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.PathValue("id")) })
	handler := ProblemsFor(mux, "There is GET /things/{id}.")
	tests := []struct {
		method, path string
		status       int
		mediaType    string
		body, allow  string
	}{
		{"GET", "/things/7", 200, "text/plain; charset=utf-8", "7", ""},
		{"GET", "/thing", 404, "application/problem+json", "nothing at '/thing'. There is GET", ""},
		{"PUT", "/things/7", 405, "application/problem+json", "'PUT' is no method for", "GET, HEAD"},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(test.method, test.path, nil))
			assert.Equal(t, test.status, w.Code)
			assert.Equal(t, test.mediaType, w.Result().Header.Get("Content-Type"))
			assert.Contains(t, w.Body.String(), test.body)
			assert.Equal(t, test.allow, w.Header().Get("Allow"))
		})
	}
}

func TestHealthzIs503OnceStopping(t *testing.T) {
	p := &Process{}
	w := httptest.NewRecorder()
	p.Healthz(w, nil)
	assert.Equal(t, 200, w.Code)

	p.draining.Store(true)
	w = httptest.NewRecorder()
	p.Healthz(w, nil)
	assert.Equal(t, 503, w.Code)
	assert.Equal(t, "1", w.Header().Get("Retry-After"))
}

func TestValueThatIsNoJSONIsA500(t *testing.T) {
	w := httptest.NewRecorder()
	WriteJSON(w, http.StatusOK, func() {})
	assert.Equal(t, 500, w.Code)
}
