#!/bin/sh
if [ "$NODE_ENV" = production ]; then
  exec go run -ldflags='-s -w' ./services/hello-world
fi
exec go run ./services/hello-world
