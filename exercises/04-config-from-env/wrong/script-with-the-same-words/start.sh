#!/bin/sh
if [ "$NODE_ENV" = production ]; then
  export GREETING='Hello from production!'
else
  export GREETING='Hello from my laptop!'
fi
exec go run ./services/hello-world
