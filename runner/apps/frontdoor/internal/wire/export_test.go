package wire

// Quiet is for tests.
var Quiet = quiet
