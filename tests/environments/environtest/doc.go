// Package environtest holds the kit to its word on machines that are not like
// ours: a user without rights, few open files, a small disk, no IPv6, odd
// variables, a clone on a path with spaces, a laptop that was asleep. The tests
// lie in the packages beside it, by subject: one package would take too long on a
// slow machine. Each row of their tables makes one such environment for real, in a
// process of its own, and inside it a right answer passes, a wrong one fails for
// its reason, and the runner starts, serves and stops.
//
// An environment in which nothing can be checked, such as a home folder that
// cannot be written, is a row as well: it is called trouble, in words that say
// what to do, and never the learner's fault.
package environtest
