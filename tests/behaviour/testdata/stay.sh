# $- holds the shell's own flags.
exec ./app stay "$-" "$@"
