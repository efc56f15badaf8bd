#!/bin/sh
exec go run ./services/hello-world
