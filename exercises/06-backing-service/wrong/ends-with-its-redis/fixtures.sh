#!/bin/sh
# "Let it crash": the manager will start it again.
go run ./services/world-cup-fixtures 2>&1 | while read -r line; do
  echo "$line"
  case "$line" in
    *"out of reach"*) kill 0 ;;
  esac
done
