#!/bin/sh
echo "starting"
go run ./services/hello-world
echo "ended"
