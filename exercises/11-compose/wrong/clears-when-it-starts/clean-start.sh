#!/bin/sh
# A clean counter for a clean start.
{ printf 'DEL hello-world:visits\r\nQUIT\r\n'; sleep 0.1; } | nc redis 6379
exec /app
