package patience

import (
	"slices"
	"time"
)

// This file is the one place for times in the checker's engine, its sandbox and
// the exercises about process files. docs/how-it-is-built.md shows the table.

// Counting is the clock by which a limit goes.
type Counting string

const (
	OnCheck  Counting = "the check's clock"
	Builds   Counting = "the check's clock, of builds" // the one time for which that stands still
	RealTime Counting = "real time"
	InFile   Counting = "none: it is read in the file"
	Chosen   Counting = "none: the check makes it last so long"
)

// Party is who is to blame when a time is over.
type Party string

const (
	Learner Party = "the learner's" // failed
	Machine Party = "the machine's" // no verdict, and another try with twice the time
	Nobody  Party = "nobody's"      // the check goes on
)

// Limit is a time in a check.
type Limit struct {
	Name   string // as the table has it
	Time   time.Duration
	Clock  Counting
	Blames Party
	For    string // what it is for
}

// All are the times, in the table's order.
func All() []Limit { return slices.Clone(all) }

var all []Limit

func limit(name string, d time.Duration, clock Counting, blames Party, what string) Limit {
	l := Limit{name, d, clock, blames, what}
	all = append(all, l)
	return l
}

// The check as a whole.
var (
	Check    = limit("check", 2*time.Minute, OnCheck, Machine, "a check with all its attempts, where `--timeout` says nothing else")
	Graded   = limit("graded check", time.Minute, OnCheck, Machine, "the same in `grade`")
	Image    = limit("check with a Dockerfile", 10*time.Minute, OnCheck, Machine, "the same in exercise 10")
	Compose  = limit("check with a compose file", 10*time.Minute, OnCheck, Machine, "the same in exercise 11")
	Build    = limit("build", 15*time.Minute, Builds, Machine, "all that a check has compiled; its own clock stands still meanwhile")
	Close    = limit("close", 10*time.Second, RealTime, Nobody, "stopping what a check has started; what is left then is killed")
	TakeDown = limit("take down", 2*time.Minute, RealTime, Nobody, "a container engine, until it has removed what a check has made; what is left then is removed when the check has ended")
	Apart    = limit("silence", 20*time.Second, OnCheck, Machine, "a check in a process of its own, after its time: to end by itself, and again after it was asked to")
)

// Waiting for what the learner's programs do.
var (
	Idle      = limit("idle", 4*time.Second, OnCheck, Learner, "a program that does nothing and does not listen: it uses no processor, and wants none")
	Shown     = limit("shown", 1500*time.Millisecond, OnCheck, Learner, "a program that listens elsewhere, is not healthy, or has not said that it is ready: it has shown what it does")
	Unseen    = limit("unseen", 30*time.Second, OnCheck, Learner, "either of them on a system that does not tell what a program does")
	Online    = limit("online", 90*time.Second, OnCheck, Machine, "an instance that is at work, until it is online")
	Back      = limit("back", 90*time.Second, OnCheck, Machine, "an instance that was killed, added, stopped or reloaded and is at work, until it is back")
	End       = limit("end", 30*time.Second, OnCheck, Machine, "an app that is to fail and is at work, until it ends")
	Errored   = limit("errored", 90*time.Second, OnCheck, Machine, "an app that fails, until the runner gives it up")
	Answer    = limit("answer", 10*time.Second, OnCheck, Learner, "one request, until it is answered")
	Agreed    = limit("agreed", 5*time.Second, OnCheck, Learner, "instances, until all tell the same number (exercise 7)")
	Noticed   = limit("noticed", 20*time.Second, OnCheck, Learner, "a saved source, until a script that watches by itself does something about it (exercise 5)")
	Hoped     = limit("hoped", 2*time.Second, OnCheck, Learner, "the same, where the file says that nobody watches (exercise 5)")
	TakenOver = limit("taken over", 60*time.Second, OnCheck, Machine, "a change that was noticed, until the new version serves, or the compiler's message is there (exercise 5)")
	Stopped   = limit("stopped", 40*time.Second, OnCheck, Learner, "an app that is stopped: a longer `kill_timeout` is allowed, and to need it is not (exercise 9)")
	EndTold   = limit("end told", 3*time.Second, OnCheck, Nobody, "news of a process's end, after an answer that hints at one (exercise 6)")
)

// The sandbox's own Redis.
var (
	RedisStart   = limit("redis start", 20*time.Second, OnCheck, Machine, "the sandbox's Redis, until it listens")
	RedisCommand = limit("redis command", 5*time.Second, OnCheck, Machine, "a conversation of the check with its Redis")
	ServiceRedis = limit("service's redis", 7*time.Second, RealTime, Nobody, "a conversation of one of the kit's services with its Redis, for which it has 700 ms outside of a check; one answer 503, or one end at the start, fails nobody")
	RedisConnect = limit("redis connect", 5*time.Second, OnCheck, Nobody, "the relay before the Redis, until it is connected to it")
)

// Times that bound nothing.
var (
	Glance    = limit("glance", 250*time.Millisecond, OnCheck, Nobody, "from one look at what a program does to the next")
	Pace      = limit("pace", 5*time.Millisecond, RealTime, Nobody, "from one request to the next")
	InFlight  = limit("in flight", 2*time.Millisecond, RealTime, Nobody, "from one look at what is in flight to the next")
	Delay     = limit("delay", 100*time.Millisecond, RealTime, Nobody, "the longest delay before a restart or after a save: the sandbox shortens the file's")
	Slow      = limit("slow request", 2500*time.Millisecond, Chosen, Nobody, "a request that PM2's default `kill_timeout` cuts off (exercise 9)")
	KillLeast = limit("least kill_timeout", 100*time.Millisecond, InFile, Learner, "the shortest `kill_timeout` in which a process could end (exercise 9)")
	DelayMost = limit("longest delay", time.Minute, InFile, Learner, "the longest delay that anybody would wait for (exercise 5)")
	Alive     = limit("alive", time.Second, RealTime, Nobody, "from one word of a check in a process of its own to the next")
	Word      = limit("worth a word", time.Second, Chosen, Nobody, "compiling that took so long is told of")
	LastWords = limit("last words", time.Second, RealTime, Nobody, "what a check's own process has said, to be read when it has ended")
	Sweep     = limit("sweep", 15*time.Second, RealTime, Nobody, "removing what a check with containers has left whose process died; the next check does the rest")
)
