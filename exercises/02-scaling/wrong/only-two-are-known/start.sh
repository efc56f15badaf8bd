#!/bin/sh
# Each instance has settings of its own.
case "$NODE_APP_INSTANCE" in
  0) GREETING='Hello from the first' ;;
  1) GREETING='Hello from the second' ;;
  *) echo "no settings for instance $NODE_APP_INSTANCE"; exit 1 ;;
esac
export GREETING
exec go run ./services/hello-world
