#!/bin/sh
export PORT=0
exec go run ./services/hello-world
