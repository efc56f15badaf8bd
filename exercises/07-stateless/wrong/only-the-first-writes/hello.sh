#!/bin/sh
# One writer is enough.
[ "$NODE_APP_INSTANCE" = 0 ] || unset REDIS_URL
exec go run ./services/hello-world
