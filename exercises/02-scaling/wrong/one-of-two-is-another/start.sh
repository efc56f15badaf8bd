#!/bin/sh
# The second instance runs my faster version, to compare them.
if [ "$NODE_APP_INSTANCE" = 0 ]; then
  exec go run ./services/hello-world
fi
exec go run ./impostor
