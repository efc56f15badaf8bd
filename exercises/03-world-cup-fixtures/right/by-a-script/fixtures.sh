#!/bin/sh
exec go run ./services/world-cup-fixtures
