//go:build unix

package behaviour

import "time"

// two is an app that serves and one that stays, by which one sees that nobody
// else was meant.
const two = `{ name: 'web', script: './app', args: 'serve', env: { PORT: $PORT } }, { name: 'other', script: './app' }`

// restarting: what restart and reload come to.
var restarting = []behaviour{
	{
		name: "a restart by name",
		apps: two,
		steps: []step{
			start(), until("other.0 fork online 0", "web.0 fork online 0"), remember("web.0", "other.0"),
			run("restart", "web"), until("other.0 fork online 0", "web.0 fork online 1"), replaced("web.0"), same("other.0"), answers("PORT", 0),
			run("restart", "web"), until("other.0 fork online 0", "web.0 fork online 2"),
		},
	},
	{
		name: "a reload in fork mode is a restart",
		apps: two,
		steps: []step{
			start(), until("other.0 fork online 0", "web.0 fork online 0"), remember("web.0", "other.0"),
			run("reload", "web"), until("other.0 fork online 0", "web.0 fork online 1"), replaced("web.0"), same("other.0"), answers("PORT", 0),
		},
	},
	{
		name:  "a reload in cluster mode replaces every instance",
		apps:  `{ name: 'web', script: './serve.js', instances: 2, env: { PORT: $PORT } }`,
		needs: []string{"node"},
		steps: []step{
			start(), until("web.0 cluster online 0", "web.1 cluster online 0"), remember("web.0", "web.1"),
			run("reload", "web"), until("web.0 cluster online 1", "web.1 cluster online 1"), replaced("web.0"), replaced("web.1"),
			answers("PORT", 0, 1), starts(4),
		},
	},
	{
		name: "a restart of everything",
		apps: two,
		steps: []step{
			start(), until("other.0 fork online 0", "web.0 fork online 0"), run("restart", "all"), until("other.0 fork online 1", "web.0 fork online 1"),
		},
	},
	{
		name: "a restart of what is errored counts on",
		apps: `{ name: 'web', script: './app', args: 'exit 1', min_uptime: 3000 }`,
		steps: []step{
			startWhatFails(), until("web.0 fork errored 15"), settledFor(3 * time.Second),
			runWhatFails("restart", "web"), until("web.0 fork errored 30"), starts(32),
		},
	},
	{
		name: "a restart of what waits for its own",
		apps: `{ name: 'web', script: './app', args: 'exit 1', restart_delay: 60000 }`,
		steps: []step{
			startWhatFails(), until("web.0 fork waiting-restart 0"), settled(),
			differs("restart-waiting",
				all(runWhatFails("restart", "web"), starts(2), until("web.0 fork waiting-restart *")),
				all(exits(1, "restart", "web"), starts(1), until("web.0 fork waiting-restart 0"))),
		},
	},
	{
		name: "a restart by the process file",
		apps: two,
		steps: []step{
			start(), until("other.0 fork online 0", "web.0 fork online 0"),
			differs("restart-file",
				all(exits(1, "restart", "services.config.js"), shows("other.0 fork online 0", "web.0 fork online 0")),
				all(run("restart", "services.config.js"), until("other.0 fork online 1", "web.0 fork online 1"))),
		},
	},
	{
		name: "a restart after a crash counts on",
		apps: `{ name: 'web', script: './app' }`,
		steps: []step{
			start(), kill9("web.0"), until("web.0 fork online 1"), run("restart", "web"), until("web.0 fork online 2"),
		},
	},
}

// stopping: stop, delete and how a process is asked to end.
var stopping = []behaviour{
	{
		name: "a stop, and a start again by name",
		apps: two,
		steps: []step{
			start(), until("other.0 fork online 0", "web.0 fork online 0"),
			run("stop", "web"), shows("other.0 fork online 0", "web.0 fork stopped 0"), silent("PORT"), starts(2),
			run("start", "web"), until("other.0 fork online 0", "web.0 fork online 0"), answers("PORT", 0),
		},
	},
	{
		name: "a restart of what is stopped starts it",
		apps: two,
		steps: []step{
			start(), run("stop", "web"), run("restart", "web"), until("other.0 fork online 0", "web.0 fork online 0"), answers("PORT", 0),
		},
	},
	{
		name:  "a stop of what is stopped",
		apps:  `{ name: 'web', script: './app' }`,
		steps: []step{start(), run("stop", "web"), run("stop", "web"), shows("web.0 fork stopped 0")},
	},
	{
		name:  "a stop of what is errored",
		apps:  `{ name: 'web', script: './app', args: 'exit 1', min_uptime: '1m', max_restarts: 2 }`,
		steps: []step{startWhatFails(), until("web.0 fork errored 1"), run("stop", "web"), shows("web.0 fork stopped 1")},
	},
	{
		name: "a stop between two starts",
		apps: `{ name: 'web', script: './app', args: 'exit 1', restart_delay: 60000 }`,
		steps: []step{
			startWhatFails(), until("web.0 fork waiting-restart *"), run("stop", "web"), shows("web.0 fork stopped *"),
		},
	},
	{
		name:  "the signal that asks a process to end",
		apps:  `{ name: 'web', script: './app' }`,
		steps: []step{start(), starts(1), run("stop", "web"), signalled("interrupt")},
	},
	{
		name: "another signal",
		apps: `{ name: 'web', script: './app', kill_signal: 'SIGTERM' }`,
		steps: []step{
			start(), starts(1), run("stop", "web"), differs("kill-signal", signalled("terminated"), signalled("interrupt")),
		},
	},
	{
		name:  "a process that will not end is killed after 1.6 s",
		apps:  `{ name: 'web', script: './app', args: 'stubborn' }`,
		steps: []step{start(), starts(1), takes(1600*time.Millisecond, "stop", "web"), shows("web.0 fork stopped 0"), children(0)},
	},
	{
		name:  "a shorter time",
		apps:  `{ name: 'web', script: './app', args: 'stubborn', kill_timeout: 300 }`,
		steps: []step{start(), starts(1), takes(300*time.Millisecond, "restart", "web"), until("web.0 fork online 1"), replaced("web.0"), children(0)},
	},
	{
		name:  "a stop ends what a process has started",
		apps:  `{ name: 'web', script: './app', args: 'parent', kill_timeout: 400 }`,
		steps: []step{start(), starts(2), run("stop", "web"), children(0)},
	},
	{
		name: "what was deleted is known no more",
		apps: two,
		steps: []step{
			start(), run("delete", "web"), shows("other.0 fork online 0"), silent("PORT"), exits(1, "stop", "web"), run("delete", "all"), shows(),
		},
	},
	{
		name: "an app that nobody knows",
		apps: two,
		steps: []step{
			start(), exits(1, "stop", "nobody"), exits(1, "restart", "nobody"), exits(1, "reload", "nobody"), exits(1, "delete", "nobody"),
			exits(1, "scale", "nobody", "2"), shows("other.0 fork online 0", "web.0 fork online 0"),
		},
	},
	{
		name: "apps of one namespace",
		apps: `{ name: 'a', namespace: 'blue', script: './app' }, { name: 'b', namespace: 'blue', script: './app' }, { name: 'c', script: './app' }`,
		steps: []step{
			start(), run("stop", "blue"), shows("a.0 fork stopped 0", "b.0 fork stopped 0", "c.0 fork online 0"),
			run("restart", "blue"), until("a.0 fork online 0", "b.0 fork online 0", "c.0 fork online 0"),
			run("restart", "blue"), until("a.0 fork online 1", "b.0 fork online 1", "c.0 fork online 0"),
			run("delete", "blue"), shows("c.0 fork online 0"),
		},
	},
	{
		name: "an instance by its id",
		apps: `{ name: 'web', script: './app', instances: 2, exec_mode: 'fork' }`,
		steps: []step{
			start(), run("stop", "1"),
			differs("by-id", shows("web.0 fork stopped 0", "web.1 fork stopped 0"), shows("web.0 fork online 0", "web.1 fork stopped 0")),
		},
	},
	{
		name: "apps by a pattern",
		apps: `{ name: 'web-a', script: './app' }, { name: 'web-b', script: './app' }, { name: 'other', script: './app' }`,
		steps: []step{
			start(),
			run("stop", "/^web/"),
			shows("other.0 fork online 0", "web-a.0 fork stopped 0", "web-b.0 fork stopped 0"),
		},
	},
	{
		name:  "several apps at once",
		apps:  `{ name: 'a', script: './app' }, { name: 'b', script: './app' }, { name: 'c', script: './app' }`,
		steps: []step{start(), run("stop", "a", "c"), shows("a.0 fork stopped 0", "b.0 fork online 0", "c.0 fork stopped 0")},
	},
	{
		name:  "nothing runs",
		apps:  two,
		steps: []step{exits(1, "stop", "all"), exits(1, "restart", "web"), shows()},
	},
}

// scaling: more and fewer instances.
var scaling = []behaviour{
	{
		name: "more instances",
		apps: `{ name: 'web', script: './app', instances: 1, exec_mode: 'fork' }`,
		steps: []step{
			start(), remember("web.0"), run("scale", "web", "3"),
			until("web.0 fork online 0", "web.1 fork online 0", "web.2 fork online 0"), same("web.0"), starts(3),
			env("web.2", "NODE_APP_INSTANCE=2"),
			run("scale", "web", "+1"), until("web.0 fork online 0", "web.1 fork online 0", "web.2 fork online 0", "web.3 fork online 0"),
		},
	},
	{
		name: "fewer instances",
		apps: `{ name: 'web', script: './app', instances: 3, exec_mode: 'fork' }`,
		steps: []step{
			start(), remember("web.0", "web.2"), run("scale", "web", "1"),
			differs("highest-go-first",
				all(until("web.0 fork online 0"), same("web.0")),
				all(until("web.2 fork online 0"), same("web.2"))),
		},
	},
	{
		name:  "more and fewer instances behind one port",
		apps:  `{ name: 'web', script: './serve.js', instances: 1, env: { PORT: $PORT } }`,
		needs: []string{"node"},
		steps: []step{
			start(), run("scale", "web", "3"), until("web.0 cluster online 0", "web.1 cluster online 0", "web.2 cluster online 0"),
			answers("PORT", 0, 1, 2), run("scale", "web", "1"),
			differs("highest-go-first", until("web.0 cluster online 0"), until("web.2 cluster online 0")),
		},
	},
	{
		name: "two fewer",
		apps: `{ name: 'web', script: './app', instances: 3, exec_mode: 'fork' }`,
		steps: []step{
			start(),
			differs("scale-minus", all(run("scale", "web", "-2"), until("web.0 fork online 0")),
				all(exits(1, "scale", "web", "-2"), until("web.0 fork online 0", "web.1 fork online 0", "web.2 fork online 0"))),
		},
	},
	{
		name: "none at all",
		apps: `{ name: 'web', script: './app', instances: 2, exec_mode: 'fork' }`,
		steps: []step{
			start(),
			differs("scale-zero", all(exits(2, "scale", "web", "0"), shows("web.0 fork online 0", "web.1 fork online 0")),
				all(run("scale", "web", "0"), shows())),
		},
	},
	{
		name:  "no number",
		apps:  `{ name: 'web', script: './app' }`,
		steps: []step{start(), differs("usage-is-2", exits(2, "scale", "web", "many"), exits(1, "scale", "web", "many")), shows("web.0 fork online 0")},
	},
	{
		name:  "as many as there are",
		apps:  `{ name: 'web', script: './app', instances: 2, exec_mode: 'fork' }`,
		steps: []step{start(), remember("web.0", "web.1"), differs("scale-same", run("scale", "web", "2"), exits(1, "scale", "web", "2")), same("web.0"), same("web.1")},
	},
}
