package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/teaching/doctor"
	"workshop.example/processes/runner/screen/console"
)

var answers = []doctor.Result{
	{Name: "Go", Status: doctor.OK, Seen: "go1.26.8"},
	{Name: "ports", Status: doctor.Warn, Seen: "3000 is taken by n\x1bode", Do: "stop that program:\nkill 7"},
	{Name: "temporary files", Status: doctor.Missing, Seen: "nothing can be written into the temporary folder of this machine", Do: "make room"},
}

func TestDoctorSaysWhatToDoBelowEachAnswer(t *testing.T) {
	var out bytes.Buffer
	d := &Doctor{Streams: &console.Streams{Out: &out, Width: 60}}
	for _, r := range answers {
		d.Begin(r.Name)
		d.Done(r)
	}
	d.End(answers)
	assert.Equal(t, `  ✓ Go               go1.26.8
  ! ports            3000 is taken by n�ode
                     → stop that program:
                       kill 7
  ✗ temporary files  nothing can be written into the
                     temporary folder of this machine
                     → make room

Not ready yet. Begin with the first ✗, then try again: go run ./checker doctor
Lines with a ! are worth knowing; they do not stop you.
`, out.String())
}

func TestDoctorIsReadyWithNotes(t *testing.T) {
	var out bytes.Buffer
	d := &Doctor{Streams: &console.Streams{Out: &out}}
	d.End([]doctor.Result{{Status: doctor.Warn}, {Status: doctor.Warn}})
	assert.Equal(t, "\nReady for exercises 1 to 9.\nLines with a ! are worth knowing; they do not stop you.\n", out.String())

	out.Reset()
	d.End(answers[:1])
	assert.Equal(t, "\nReady for exercises 1 to 9.\n", out.String())

	out.Reset()
	d.End([]doctor.Result{{Name: "Docker", Status: doctor.OK, Docker: true}})
	assert.Equal(t, "\nReady for exercises 1 to 9, and for 10 and 11 with Docker.\n", out.String())
}

func TestDoctorIsNotSureOfWhatWasNotSeenInTime(t *testing.T) {
	var out bytes.Buffer
	d := &Doctor{Streams: &console.Streams{Out: &out}}
	late := doctor.Result{Status: doctor.Warn, Late: true}
	d.End([]doctor.Result{late})
	assert.Equal(t, "\nNothing seems to be missing, but some checks did not finish in time. Try again when less is running: go run ./checker doctor\n", out.String())

	out.Reset()
	d.End([]doctor.Result{late, answers[2]})
	assert.Contains(t, out.String(), "Not ready yet")
}

func TestDoctorsBarIsNarrowerThanTheTerminal(t *testing.T) {
	var out bytes.Buffer
	d := &Doctor{Streams: &console.Streams{Out: &out, Width: 70}, Live: true}
	d.Begin("compiled")
	d.Progress(doctor.Progress{Done: 90, Total: 360, What: "workshop.example/processes/services/world-cup-fixtures"})
	d.Done(answers[0])
	lines := strings.Split(out.String(), "\r\x1b[K")
	require.Len(t, lines, 3)
	assert.Equal(t, "  … compiled         ", lines[0])
	assert.True(t, strings.HasPrefix(lines[1], "  … compiled         ██████░░░░░░░░░░░░░░░░░░ 90 of 360  workshop"), lines[1])
	assert.Less(t, len([]rune(lines[1])), 70)
	assert.Equal(t, "  ✓ Go               go1.26.8\n", lines[2])
}

func TestDoctorWithoutATerminalSaysWhatTakesLong(t *testing.T) {
	var out, err bytes.Buffer
	d := &Doctor{Streams: &console.Streams{Out: &out, Err: &err}}
	d.Begin("compiled")
	d.Progress(doctor.Progress{Total: 360, Line: "compiling 100% of it"})
	d.Progress(doctor.Progress{Done: 1, Total: 360, What: "net"})
	assert.Empty(t, out.String())
	assert.Equal(t, "compiling 100% of it\n", err.String())
}

func TestDoctorHasNoBarBeforeItIsKnownHowMuchThereIs(t *testing.T) {
	var out bytes.Buffer
	d := &Doctor{Streams: &console.Streams{Out: &out, Width: 80}, Live: true}
	d.Begin("image alpine")
	d.Progress(doctor.Progress{Line: "pulling alpine:3.22"})
	d.Progress(doctor.Progress{Done: 0, Total: 1, What: "layers of alpine:3.22"})
	d.Progress(doctor.Progress{What: "looking"})
	lines := strings.Split(out.String(), "\r\x1b[K")
	require.Len(t, lines, 4)
	assert.Equal(t, "  … image alpine     looking", lines[3])
	assert.Equal(t, "  … image alpine     pulling alpine:3.22", lines[1])
	assert.Contains(t, lines[2], "░ 0 of 1  layers of alpine:3.22")
}

func TestDoctorsJSON(t *testing.T) {
	text, err := DoctorJSON(answers[:2])
	require.NoError(t, err)
	assert.JSONEq(t, `{"ready": true, "checks": [
		{"name": "Go", "status": "ok", "seen": "go1.26.8"},
		{"name": "ports", "status": "warn", "seen": "3000 is taken by n\u001bode", "do": "stop that program:\nkill 7"}]}`, string(text))
	text, err = DoctorJSON(answers)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"ready": false`)
}
