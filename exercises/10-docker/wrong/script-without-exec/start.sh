#!/bin/sh
echo "starting on port ${PORT:-3000}"
/app
