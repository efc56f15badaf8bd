package clones

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/tests/environments/environtest"
	"workshop.example/processes/tests/platformtest"
)

// Files of editors come and go beside the sources while somebody types. They are
// no change, neither to a check nor to an app that is watched.
func TestWhileAnEditorIsOpen(t *testing.T) {
	t.Parallel()
	s := environtest.Here(t, environtest.Environment{Clone: "kit"})
	edited := filepath.Join(s.Kit, "services/hello-world/main.go")
	t.Run("a check goes on", func(t *testing.T) {
		stop := flicker(t, edited, filepath.Join(s.Kit, "solutions/05-restarts/services.config.js"))
		defer stop()
		s.RightAnswer(5)
	})
	t.Run("an app is restarted by what is saved, and by nothing else", func(t *testing.T) {
		file := filepath.Join(s.Kit, "services.config.js")
		text := "module.exports = { apps: [{ name: 'hello-world', script: './services/hello-world', watch: true, env: { PORT: %d } }] };\n"
		require.NoError(t, os.WriteFile(file, fmt.Appendf(nil, text, s.Port), 0o600))
		defer s.Must("kill", "kill")
		s.Must("start", "start")
		stop := flicker(t, edited, file)
		defer stop()
		source, err := os.ReadFile(edited)
		require.NoError(t, err)
		saved := strings.Replace(string(source), "Hello, World!\")", "Hello, editor!\")", 1)
		require.NotEqual(t, string(source), saved)
		require.NoError(t, os.WriteFile(edited, []byte(saved), 0o600))
		greeted := environtest.Eventually(platformtest.Patience(t), func() bool { return strings.Contains(greeting(s), "Hello, editor!") })
		stop()
		assert.True(t, greeted, "the app was not restarted: %s", s.Must("logs", "logs", "--nostream"))
		assert.Equal(t, 1, restarts(s), "restarts")
	})
	s.Report(t)
}

// flicker has the files of editors come and go beside others until it is stopped;
// it has come round a few times before it returns.
func flicker(t *testing.T, beside ...string) (stop func()) {
	ctx, end := context.WithCancel(context.Background())
	rounds := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for n := 0; ctx.Err() == nil; n++ {
			for _, file := range beside {
				leaveEditorsFiles(t, file)
				removeEditorsFiles(file)
			}
			if n == 3 {
				close(rounds)
			}
			<-tick.C
		}
	})
	<-rounds
	return func() {
		end()
		all.Wait()
	}
}

func greeting(s *environtest.Session) string {
	answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", s.Port))
	if err != nil {
		return ""
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	return string(text)
}

// restarts is how often the one app was restarted; -1 if that is not told.
func restarts(s *environtest.Session) int {
	var rows []struct{ Restarts int }
	if json.Unmarshal([]byte(s.Must("status", "status", "--json")), &rows) != nil || len(rows) != 1 {
		return -1
	}
	return rows[0].Restarts
}
