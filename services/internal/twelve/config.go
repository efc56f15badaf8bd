package twelve

import (
	"log/slog"
	"net/netip"
	"os"
	"strconv"
)

// This file owns what is read from the environment for every service.

// Getenv is a variable's value, or the fallback when it is not set or empty:
// `PORT= ./service` means "no PORT" to people, so it does here.
func Getenv(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

// Port reads PORT: a number from 0 to 65535, or the fallback when PORT is not
// set. With 0 the system picks a free port, and the log says which. Anything
// else is a [ConfigError].
func Port(fallback int) (int, error) {
	value := os.Getenv("PORT")
	if value == "" {
		return fallback, nil
	}
	port, err := strconv.ParseUint(value, 10, 16)
	if err != nil {
		return 0, ConfigError("PORT is %.40q, but must be a number from 0 to 65535, for example PORT=%d", value, fallback)
	}
	return int(port), nil
}

// host reads HOST. Loopback is the default, so that a laptop in a classroom
// offers nothing to the network around it.
//
// A HOST that is no address is passed over with a warning rather than an
// error: some shells and toolchains export a variable of that name for a
// purpose of their own, and the learner has never heard of it.
func host(log *slog.Logger) string {
	value := os.Getenv("HOST")
	if value == "" {
		return "127.0.0.1"
	}
	if value == "localhost" {
		return value
	}
	if _, err := netip.ParseAddr(value); err != nil {
		log.Warn("HOST is no IP address and is passed over", "host", value)
		return "127.0.0.1"
	}
	return value
}
