#!/bin/sh
PORT=38417 exec go run ./services/hello-world
