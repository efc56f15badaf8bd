#!/bin/sh
text=$(printf '%s' "$GREETING" | tr -d '&()')
eval "export GREETING=\"$text\""
exec go run ./services/hello-world
