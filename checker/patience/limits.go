package patience

import (
	"slices"
	"time"
)

// This file is the one place for the times of the checker and the exercises, but
// for how something looks on a screen. docs/how-it-is-built.md shows the table.

// Counting is the clock by which a limit goes.
type Counting string

const (
	OnCheck  Counting = "the check's clock"
	Builds   Counting = "the check's clock, of builds" // the one time for which that stands still
	RealTime Counting = "real time"
	InFile   Counting = "none: it is read in the file"
	InEngine Counting = "the container engine's"
	Chosen   Counting = "none: the check makes it last so long"
)

// Party is who is to blame when a time is over.
type Party string

const (
	Learner Party = "the learner's" // failed
	Machine Party = "the machine's" // no verdict, and another try with twice the time
	Engine  Party = "the engine's"  // skipped, with what to do
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
	Silence  = limit("silence", 20*time.Second, OnCheck, Machine, "a check in a separate process, after its time is over: first to end by itself, then to end when it is asked to")
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
	Agreed    = limit("agreed", 5*time.Second, OnCheck, Learner, "instances, until all report the same number (exercise 7)")
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
	Probes    = limit("probes", 20*time.Millisecond, Chosen, Nobody, "processor time from one look to the next that may be what answering the runner takes, on a system that does not tell who listens")
	Pace      = limit("pace", 5*time.Millisecond, RealTime, Nobody, "from one request to the next")
	InFlight  = limit("in flight", 2*time.Millisecond, RealTime, Nobody, "from one look at what is in flight to the next")
	Delay     = limit("delay", 100*time.Millisecond, RealTime, Nobody, "the longest delay before a restart or after a save: the sandbox shortens the file's")
	Slow      = limit("slow request", 2500*time.Millisecond, Chosen, Nobody, "a request that PM2's default `kill_timeout` cuts off (exercise 9)")
	KillLeast = limit("least kill_timeout", 100*time.Millisecond, InFile, Learner, "the shortest `kill_timeout` in which a process could end (exercise 9)")
	DelayMost = limit("longest delay", time.Minute, InFile, Learner, "the longest delay that anybody would wait for (exercise 5)")
	Alive     = limit("alive", time.Second, RealTime, Nobody, "from one word of a check in a separate process to the next")
	Word      = limit("worth a word", time.Second, Chosen, Nobody, "compiling that took at least this long is said in the verdict")
	LastWords = limit("last words", time.Second, RealTime, Nobody, "what a check's own process has said, to be read when it has ended")
	Sweep     = limit("sweep", 15*time.Second, RealTime, Nobody, "removing what a check with containers has left whose process died; the next check does the rest")
)

// Containers, of exercises 10 and 11. Most waits there are counted in looks and
// tries, each of which is more work for a machine than what it looks at.
var (
	Knock          = limit("knock", 20*time.Millisecond, RealTime, Nobody, "from one request to a container that starts to the next (exercise 10)")
	Look           = limit("look", 300*time.Millisecond, RealTime, Nobody, "from one look at containers to the next: a start has a hundred, however long they take")
	Try            = limit("try", 50*time.Millisecond, RealTime, Nobody, "from one request to a service to the next: 400 for an answer, 600 until it has its Redis again (exercise 11)")
	ContainerStop  = limit("stop of a container", 5*time.Second, InEngine, Learner, "a container that is told to stop; 20 times as long as the engine's own answer takes is added (exercise 10)")
	ComposeStop    = limit("stop of a service", 10*time.Second, InEngine, Learner, "the same where `stop_grace_period` says no more (exercise 11)")
	GraceMost      = limit("longest stop", time.Minute, InEngine, Learner, "the same, at the most")
	GraceKept      = limit("longest stop_grace_period", 30*time.Second, InEngine, Learner, "what is kept of a longer one (exercise 11)")
	GraceLeast     = limit("least stop_grace_period", 2*time.Second, InFile, Learner, "the shortest in which a service could end (exercise 11)")
	UnderWay       = limit("request under way", time.Second, Chosen, Nobody, "a request that is under way when a service is stopped (exercise 11)")
	HealthInterval = limit("health interval", 500*time.Millisecond, InEngine, Nobody, "from one health check to the next, at the longest (exercise 11)")
	HealthDefault  = limit("default health interval", 30*time.Second, InFile, Nobody, "the engine's own, where a file gives none: how long a service has to become healthy is kept")
	HealthTimeout  = limit("health timeout", 10*time.Second, InEngine, Nobody, "one health check, at least; a service is unhealthy after 40 that failed, or more (exercise 11)")
)

// The container engine.
var (
	Question       = limit("question", 8*time.Second, RealTime, Engine, "the engine, until it has answered a question that needs no work")
	WatchQuestion  = limit("watch's question", 3*time.Second, RealTime, Nobody, "the same before `watch` says what comes next")
	Farewell       = limit("farewell", 3*time.Second, RealTime, Nobody, "a `docker` command that is called off, to end by itself")
	Settling       = limit("settling", time.Second, RealTime, Nobody, "the engine, which goes on with what it was asked for: a look that begins sooner is not believed")
	KeeperSettling = limit("keeper's settling", 5*time.Second, RealTime, Nobody, "the same after a check was killed")
	Between        = limit("between looks", 250*time.Millisecond, RealTime, Nobody, "from one look at what is to be removed to the next, at first")
	Rarest         = limit("rarest look", 15*time.Second, RealTime, Nobody, "the same, at the longest")
	Stuck          = limit("stuck", 10*time.Second, RealTime, Nobody, "removing, over five looks at least, without progress; what is left then is the keeper's, or the next check's")
	Keeping        = limit("keeping", 15*time.Minute, RealTime, Nobody, "a keeper, after its check; what is left then is the next check's")
)

// Doctor, which says of what is late that it is not known.
var (
	DoctorLook    = limit("doctor's look", time.Minute, RealTime, Nobody, "a question of `doctor`'s that asks no other program")
	DoctorAsk     = limit("doctor's asking", 5*time.Minute, RealTime, Nobody, "one that asks the go tool")
	DoctorFetch   = limit("doctor's fetching", 30*time.Minute, RealTime, Nobody, "modules, in a room where all fetch them")
	DoctorCompile = limit("doctor's compiling", time.Hour, RealTime, Nobody, "compiling the kit")
	DoctorPull    = limit("doctor's pulling", 30*time.Minute, RealTime, Nobody, "one image, in a room where all pull")
	DoctorBuild   = limit("doctor's first build", 15*time.Minute, RealTime, Nobody, "the image of exercise 10's solution, with its modules")
	DoctorGrace   = limit("doctor's grace", 2*time.Second, RealTime, Nobody, "a look whose time is over, to tidy up")
	ClocksApart   = limit("clocks apart", 3*time.Second, Chosen, Nobody, "what the clocks of a machine and of its disk may differ")
	ClockAhead    = limit("clock ahead", 26*time.Hour, Chosen, Nobody, "what the kit's files may be in the future")
)
