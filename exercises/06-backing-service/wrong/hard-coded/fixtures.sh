#!/bin/sh
export REDIS_URL=redis://localhost:6380
exec go run ./services/world-cup-fixtures
