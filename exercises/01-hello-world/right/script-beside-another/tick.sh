#!/bin/sh
while sleep 1; do date; done
