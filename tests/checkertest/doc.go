// Package checkertest plays the scripts that read like a session with the checker.
// They lie in the packages below tests/scripts, by subject: one package would
// take too long on a slow machine.
package checkertest
