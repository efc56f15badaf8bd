package peer

import (
	"context"
	"os/exec"
	"time"
)

// closeTime is what a manager is given for its end; what is still there then is
// killed when the room is left.
const closeTime = 20 * time.Second

// closeWith ends a daemon with its own command, if it runs at all.
func closeWith(r *Room, command *exec.Cmd, m interface{ Pid() int }) {
	if m.Pid() == 0 {
		return
	}
	// Not the caller's context: an interrupted benchmark ends its daemons, too.
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	_ = r.run(ctx, command)
}
