package main

import (
	"net"
	"strconv"

	"github.com/alicebob/miniredis/v2"
	"github.com/alicebob/miniredis/v2/server"

	"workshop.example/processes/services/internal/twelve"
)

// This file owns the embedded server: miniredis, made for tests, and here
// brought nearer to a real Redis where a learner would notice the difference.

// databases is how many a Redis has by default.
const databases = 16

// start opens the port; the server answers when start returns. No credential
// means that everybody on this machine may come in.
func start(port int, who []credential) (*miniredis.Miniredis, error) {
	m := miniredis.NewMiniRedis()
	m.ClockTTL(true) // otherwise a key would never expire
	for _, c := range who {
		m.RequireUserAuth(c.user, c.password)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	if err := m.StartAddr(address); err != nil {
		return nil, twelve.ListenError(address, port, err)
	}
	m.Server().SetPreHook(refuseFarDatabases)
	return m, nil
}

// refuseFarDatabases answers SELECT 16 and above as a real Redis does;
// miniredis has a database for every number. A URL that works here should
// work there. It says true when it has answered.
func refuseFarDatabases(peer *server.Peer, command string, args ...string) bool {
	if command != "SELECT" || len(args) != 1 {
		return false
	}
	if number, err := strconv.Atoi(args[0]); err != nil || number < databases {
		return false
	}
	peer.WriteError("ERR DB index is out of range")
	return true
}
