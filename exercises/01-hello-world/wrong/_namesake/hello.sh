#!/bin/sh
cd mine && exec go run ./services/hello-world
