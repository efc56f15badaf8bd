#!/bin/sh
go build -o hello ./services/hello-world || exit 1
echo $$ >server.pid
exec ./hello
