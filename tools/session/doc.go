// Package session plays the pages of docs/ as a learner would, so that they
// cannot lie: every command in a ```console block is run, and what it prints is
// compared with what stands below it. It is for tests.
//
// A page is one session in one private copy of the kit, in a network of its own
// where the system allows it. `go run ./runner`, `go run ./checker` and
// `go run ./services/redis` take programs that were built before. To play one
// page, or to write what was really printed into the blocks that differ (read
// the difference before you keep it; blocks with a wildcard are left alone):
//
//	go test ./docs -run Pages/02 -v
//	go test ./docs -run Pages/02 -update
//
// What a page shows of a command in the background is waited for until shortly
// before the tests' own time is over, or the command is. For a page that is not
// true yet, `-timeout 2m` makes that short.
//
// # What is compared
//
// A line that begins with "$ " is a command; it goes on in the next line when
// it ends in a backslash. What follows, up to the next command, is its whole
// output, both streams together. Where a block shows no output at all, its
// commands must succeed, and what they print does not count.
//
//   - A line "…" stands for any number of lines; "…" within a line stands for
//     any text.
//   - What differs from run to run may differ: pids, durations, dates, private
//     ports (20000–32767), memory, processor, numbers of requests, ids of
//     containers, and how many spaces stand between words. See volatile.go. The delay in "restarting in
//     100 ms" is no such thing.
//   - A pid or private port that the page has shown may be typed in a later
//     command (`kill -9 21843`): the session's own takes its place.
//   - `go run` prints "exit status 1" under a command that failed. Pages leave
//     that out.
//
// # Directives
//
// They stand in an HTML comment before a block, or alone; several are separated
// by a semicolon, or stand in comments of their own.
//
//	<!-- console: background -->
//	    The block's one command runs on while the page goes on, as in another
//	    terminal. The page waits until it has printed what the block shows, so
//	    the block should show the line that says that it is ready.
//	    A later ```console block without a "$ " shows what the youngest of them
//	    has printed since. At the end of the page everything is stopped.
//	<!-- console: background: redis -->
//	    The same with a name, for pages with several.
//	<!-- console: output: redis -->
//	    The block, which has no command, shows what this one printed further.
//	<!-- console: stop -->  <!-- console: stop: redis -->
//	    Ctrl-C for the youngest, or for that one, and wait until it is gone. A
//	    block right below, without a command, shows the rest of its output; one
//	    with commands comes after it.
//	<!-- console: unordered -->
//	    The lines may come in another order, and instances may have changed
//	    their numbers (0 and 1, say), the same way in the whole block.
//	<!-- console: eventually -->
//	    Each command is run again until it prints what is shown.
//	    For what takes a moment to come true.
//	<!-- console: skip: reason -->
//	    The block is not played. The reason is required, and shown by -v.
//	<!-- console: file: services.config.js -->
//	    The block below, whatever its language, is written to that file of the
//	    copy. Or the content stands in the comment itself, unseen by readers:
//
//	        <!-- console: file: services.config.js
//	        module.exports = { apps: [] };
//	        -->
//	<!-- console: config: solutions/02-scaling -->
//	    That folder's files are laid over the copy; process files that were there
//	    are removed first.
//	<!-- console: run: sed -i s/2/3/ services.config.js -->
//	    A command that the text asks for in words. It must succeed; its output
//	    does not count.
//	<!-- console: engine: my-hello -->
//	    The page needs a container engine, and images that are not pulled for it.
//	    Everything that it makes there (containers, images, networks, volumes)
//	    has a name that begins like this: nothing of such a name may be there
//	    before, and nothing is there afterwards. Ports of the machine are taken
//	    as they are: no such page has a network of its own.
//
// Where one step has several of them, the order is: stop, config, file, run, and
// then the block.
//
// A page begins without a process file. `<!-- console: config: … -->` is how a
// page goes on where the one before it ended.
package session
