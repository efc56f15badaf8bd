#!/bin/sh
if [ -e fixtures.pid ]; then
  echo "already running, see fixtures.pid" >&2
  exit 1
fi
echo $$ > fixtures.pid
exec go run ./services/world-cup-fixtures
