package control_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/runner/control"
	"workshop.example/processes/runner/processfile"
)

func travelled(t *testing.T, plan control.Plan) control.Plan {
	t.Helper()
	text, err := json.Marshal(plan)
	require.NoError(t, err)
	var back control.Plan
	require.NoError(t, json.Unmarshal(text, &back))
	return back
}

func TestAPlanArrivesAsItWasSent(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "services.config.js")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "app.sh"), nil, 0o700))
	require.NoError(t, os.WriteFile(path, []byte(`console.log('hello'); module.exports = { apps: [
		{ name: 'web', script: './app.sh', args: ['a b', ''], instances: 3, env: { PORT: 3000, EMPTY: '' }, env_production: { X: 1 },
		  watch: ['src'], ignore_watch: ['tmp'], stop_exit_codes: [0, 3], exp_backoff_restart_delay: 100, kill_timeout: '3s',
		  max_memory_restart: '300M', cron_restart: '* * * * *', out_file: './out.log', pmx: false },
		{ name: 'plain', script: './app.sh' },
	], proxy: { port: 8080, rules: [ { pathname: '/a/**', method: ['GET'], dest: 'web', strip: true }, { dest: 'plain' } ] } };`), 0o600))
	file, err := processfile.Read(t.Context(), path, processfile.Options{EnvName: "production"})
	require.NoError(t, err)
	plan := control.Plan{File: file, EnvName: "production", Only: []string{"web"}, Environ: []string{"A=1", "B="}}
	assert.Equal(t, plan, travelled(t, plan))
}

func TestNoByteOfAnEnvironmentIsLost(t *testing.T) {
	latin1 := "caf\xe9 <&> \u2028 \"\n"
	plan := control.Plan{
		File:    &processfile.File{Apps: []processfile.App{{Name: "a", Env: map[string]string{"X": latin1}}, {Name: "none"}, {Name: "empty", Env: map[string]string{}}}},
		Environ: []string{"Y=" + latin1},
	}
	back := travelled(t, plan)
	assert.Equal(t, plan, back)
	assert.Equal(t, latin1, plan.File.Apps[0].Env["X"], "the plan that was sent is as before")
}

func TestAPlanOfNothingIsRefusedNotFatal(t *testing.T) {
	for _, text := range []string{`null`, `{}`, `{"File": null}`, `{"Values": [{"A": "Yg=="}]}`, `{"File": null, "Values": [{"A": "Yg=="}]}`} {
		var plan control.Plan
		assert.NoError(t, json.Unmarshal([]byte(text), &plan), text)
	}
	_, err := json.Marshal(control.Plan{})
	assert.Error(t, err, "a plan without a file is a mistake of ours")
}
