package twelve

import (
	"io"
	"log/slog"
)

// This file owns the form of the log: key=value pairs, one event a line,
// written the moment it happens.

// newLog leaves out the time, which the environment adds better, and the
// level where it says nothing, so that a line fits on a projector.
func newLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == slog.LevelKey && a.Value.String() == slog.LevelInfo.String() {
				return slog.Attr{}
			}
			return a
		},
	}))
}
