#!/bin/sh
[ -f redis-url.txt ] || echo "$REDIS_URL" >redis-url.txt
REDIS_URL=$(cat redis-url.txt)
export REDIS_URL
exec go run ./services/world-cup-fixtures
