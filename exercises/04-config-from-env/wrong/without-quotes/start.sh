#!/bin/sh
GREETING=$(echo $GREETING)
export GREETING
exec go run ./services/hello-world
