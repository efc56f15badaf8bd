package red

// Small says whether n is below a limit.
func Small(n int) bool { return n < 10 }
