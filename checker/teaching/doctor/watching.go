package doctor

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// This file owns the question whether changes of files are seen at once.

type watchingFacts struct {
	// Linux's limits for this user; 0: there is none, or it cannot be seen.
	watches, instances int
	err                error // a trial failed
}

func lookAtWatching(kit string) watchingFacts {
	facts := watchingFacts{watches: inotify("max_user_watches"), instances: inotify("max_user_instances")}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		facts.err = err
		return facts
	}
	defer watcher.Close()
	facts.err = watcher.Add(kit)
	return facts
}

func inotify(limit string) int {
	text, err := os.ReadFile("/proc/sys/fs/inotify/" + limit)
	if err != nil {
		return 0
	}
	n, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return n
}

const (
	// An editor takes a watch for every folder of everything that is open in
	// it; below this the kit may find none left.
	fewWatches = 16384
	// fewInstances is Linux's default since ever.
	fewInstances = 128
)

func judgeWatching(f watchingFacts) finding {
	const raise = "raise the limits:\nsudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512"
	const slower = "; the runner then looks at the files twice a second instead"
	switch {
	case f.err != nil && f.watches > 0:
		return warn("a folder cannot be watched: "+f.err.Error()+slower, raise)
	case f.err != nil:
		return warn("a folder cannot be watched: "+f.err.Error()+slower, "close programs that you do not need; in this terminal:\nulimit -n 65536")
	case f.watches > 0 && f.watches < fewWatches:
		return warn(fmt.Sprintf("fs.inotify.max_user_watches is %d, which an editor alone can use up", f.watches)+slower, raise)
	case f.instances > 0 && f.instances < fewInstances:
		return warn(fmt.Sprintf("fs.inotify.max_user_instances is %d, which a few programs can use up", f.instances)+slower, raise)
	case f.watches > 0:
		return ok("works; up to %d folders, %d programs", f.watches, f.instances)
	}
	return ok("works")
}
