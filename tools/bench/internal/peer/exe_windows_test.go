package peer

const exe = ".exe"
