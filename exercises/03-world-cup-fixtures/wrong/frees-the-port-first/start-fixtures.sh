#!/bin/sh
# Ends the server of the last time. Whoever takes the file away owns the pid that
# stands in it: no other process can have been given that number meanwhile.
if mv server.pid last.pid 2>/dev/null; then
  kill -9 "$(cat last.pid)"
fi
[ -x fixtures ] || go build -o fixtures ./services/world-cup-fixtures || exit 1
exec ./fixtures
