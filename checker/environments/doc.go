// Package environments holds the kit to its word on machines that are not like
// ours: a user without rights, few open files, a small disk, no IPv6, odd
// variables, a clone on a path with spaces, a laptop that was asleep. It has
// nothing but tests. Each row of their table makes one such environment for
// real, in a process of its own, and inside it a right answer passes, a wrong
// one fails for its reason, and the runner starts, serves and stops.
//
// An environment in which nothing can be checked, such as a home folder that
// cannot be written, is a row as well: it is called trouble, in words that say
// what to do, and never the learner's fault.
package environments
