package redis

// TestOnlyKill ends the embedded server as a crash would.
func (r *Redis) TestOnlyKill() {
	r.server.process.KillGroup()
	r.server.process.Wait()
}
