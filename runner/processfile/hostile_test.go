package processfile

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestHostileFilesAreEndedWithTheirOrdinaryLimits: package sandbox has all the
// bombs, with shorter limits; here are the promised ones as they run for people.
func TestHostileFilesAreEndedWithTheirOrdinaryLimits(t *testing.T) {
	for source, kinds := range map[string][]Kind{
		"while (true) {}": {TooSlow},
		"const a = []; while (true) a.push('x'.repeat(1000))": {TooLarge, TooSlow},
		"'x'.repeat(2 ** 40)": {TooLarge, Threw},
	} {
		found := problems(t, "services.config.js", source, nil)
		assert.Contains(t, kinds, found[0].Kind, source)
	}
}

func TestACancelledReadEndsAtOnce(t *testing.T) {
	dir := project(t, map[string]string{"services.config.js": "while (true) {}"})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := Read(ctx, filepath.Join(dir, "services.config.js"), inProject(dir))
	assert.ErrorIs(t, err, context.DeadlineExceeded)
}
