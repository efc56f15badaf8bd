#!/bin/sh
echo "instance $NODE_APP_INSTANCE, pid $$" >>starts.log
exec go run ./services/hello-world
