#!/bin/sh
mkdir -p bin
[ -x bin/hello-$NODE_APP_INSTANCE ] || go build -o bin/hello-$NODE_APP_INSTANCE ./services/hello-world
exec bin/hello-$NODE_APP_INSTANCE
