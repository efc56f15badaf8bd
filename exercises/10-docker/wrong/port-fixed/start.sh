#!/bin/sh
export PORT=3000
exec /app
