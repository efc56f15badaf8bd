#!/bin/sh
[ -f .settings ] || echo "export GREETING='$GREETING'" >.settings
. ./.settings
exec go run ./services/hello-world
