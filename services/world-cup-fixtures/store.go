package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"

	"github.com/redis/go-redis/v9"

	"workshop.example/processes/services/internal/backing"
)

// matchesKey is a hash with a field for each match: its number, and its JSON.
const matchesKey = "world-cup-2018:matches"

// errDamaged is for what Redis holds but cannot be read. Unlike every other
// error of the store it does not pass by itself.
var errDamaged = errors.New("is not the JSON of a match")

// store keeps the matches in Redis. The process itself remembers nothing.
type store struct {
	client *redis.Client
	place  string
	log    *slog.Logger
}

// openStore does not connect yet.
func openStore(options *redis.Options, log *slog.Logger) *store {
	return &store{client: backing.Open(options), place: backing.Place(options), log: log}
}

func (s *store) close() { _ = s.client.Close() }

// matches reads all matches, ordered by kick-off and then number. They are few
// and small, so one read serves every request. A Redis that is missing some of
// them, being new or emptied, is seeded first. It takes at most
// [backing.Patience]. The error names the place and the cause.
func (s *store) matches(ctx context.Context) ([]Match, error) {
	ctx, cancel := backing.WithPatience(ctx)
	defer cancel()
	fields, err := s.client.HGetAll(ctx, matchesKey).Result()
	if err == nil && len(fields) < len(recorded()) {
		fields, err = s.seed(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("the Redis at %s: %s", s.place, backing.Cause(err))
	}
	return decode(fields)
}

// seed writes the matches that are missing and reads them all, in one
// transaction: no other instance sees half of them, and two that seed at once
// do no harm. What is already there is left as it is.
func (s *store) seed(ctx context.Context) (map[string]string, error) {
	var written []*redis.BoolCmd
	var read *redis.MapStringStringCmd
	_, err := s.client.TxPipelined(ctx, func(tx redis.Pipeliner) error {
		for _, m := range recorded() {
			text, err := json.Marshal(m)
			if err != nil {
				return err
			}
			written = append(written, tx.HSetNX(ctx, matchesKey, strconv.Itoa(m.ID), text))
		}
		read = tx.HGetAll(ctx, matchesKey)
		return nil
	})
	if err != nil {
		return nil, err
	}
	n := 0
	for _, w := range written {
		if w.Val() {
			n++
		}
	}
	if n > 0 { // Another instance may have been quicker.
		s.log.Info("seeded", "matches", n, "redis", s.place)
	}
	return read.Val(), nil
}

// decode reads what Redis holds.
func decode(fields map[string]string) ([]Match, error) {
	matches := make([]Match, 0, len(fields))
	for id, text := range fields {
		var m Match
		if err := json.Unmarshal([]byte(text), &m); err != nil {
			return nil, fmt.Errorf("match %s in Redis (HGET %s %s) %w", id, matchesKey, id, errDamaged)
		}
		matches = append(matches, m)
	}
	slices.SortFunc(matches, func(a, b Match) int {
		if c := a.Kickoff.Compare(b.Kickoff); c != 0 {
			return c
		}
		return a.ID - b.ID
	})
	return matches, nil
}
