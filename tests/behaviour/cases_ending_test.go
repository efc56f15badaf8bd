//go:build unix

package behaviour

import "time"

// endings: what follows when a process ends by itself.
var endings = []behaviour{
	{
		name:  "a process that fails at once is errored after 16 starts",
		apps:  `{ name: 'web', script: './app', args: 'exit 1', min_uptime: '1m' }`,
		steps: []step{startWhatFails(), until("web.0 fork errored 15"), starts(16)},
	},
	{
		name:  "one that succeeds at once is, too",
		apps:  `{ name: 'web', script: './app', args: 'exit 0', min_uptime: '1m' }`,
		steps: []step{startWhatFails(), until("web.0 fork errored 15"), starts(16)},
	},
	{
		name: "what start says of an app that does not come up",
		apps: `{ name: 'web', script: './app', args: 'exit 1', min_uptime: '1m', env: { PORT: $PORT } }`,
		steps: []step{
			differs("start-says-so", exits(1, "start"), start()), until("web.0 fork errored 15"),
		},
	},
	{
		name:  "exit codes that mean stop",
		apps:  `{ name: 'web', script: './app', args: 'exit 3', stop_exit_codes: [0, 3] }`,
		steps: []step{startWhatFails(), until("web.0 fork stopped 0"), starts(1)},
	},
	{
		name:  "another exit code than those that mean stop",
		apps:  `{ name: 'web', script: './app', args: 'exit 4', min_uptime: '1m', stop_exit_codes: [0, 3], max_restarts: 2 }`,
		steps: []step{startWhatFails(), until("web.0 fork errored 1"), starts(2)},
	},
	{
		name:  "no restart at all",
		apps:  `{ name: 'web', script: './app', args: 'exit 1', autorestart: false }`,
		steps: []step{startWhatFails(), until("web.0 fork stopped 0"), starts(1)},
	},
	{
		name:  "fewer restarts",
		apps:  `{ name: 'web', script: './app', args: 'exit 1', min_uptime: '1m', max_restarts: 3 }`,
		steps: []step{startWhatFails(), until("web.0 fork errored 2"), starts(3)},
	},
	{
		name: "no restarts allowed",
		apps: `{ name: 'web', script: './app', args: 'exit 1', min_uptime: '1m', max_restarts: 0 }`,
		steps: []step{
			startWhatFails(), differs("no-restarts", all(until("web.0 fork errored 0"), starts(1)), all(until("web.0 fork errored 15"), starts(16))),
		},
	},
	{
		name:  "a longer min_uptime makes a later end count",
		apps:  `{ name: 'web', script: './app', args: 'exit-after 1.2s 1', min_uptime: '10s', max_restarts: 3 }`,
		steps: []step{startWhatFails(), until("web.0 fork errored 2"), starts(3)},
	},
	{
		name:  "an end after min_uptime does not count",
		apps:  `{ name: 'web', script: './app', args: 'exit-after 150ms 1', min_uptime: 100, max_restarts: 3 }`,
		steps: []step{startWhatFails(), until("web.0 fork * 5+")},
	},
	{
		name: "a delay before each restart",
		apps: `{ name: 'web', script: './app', args: 'exit 1', restart_delay: 400, max_restarts: 100 }`,
		steps: []step{
			startWhatFails(), until("web.0 fork waiting-restart *"), pauses(400*time.Millisecond, 400*time.Millisecond),
		},
	},
	{
		name: "a delay, and then errored",
		apps: `{ name: 'web', script: './app', args: 'exit 1', min_uptime: '1m', restart_delay: 200, max_restarts: 3 }`,
		steps: []step{
			startWhatFails(), starts(3),
			differs("delayed-errored", until("web.0 fork errored 2"), until("web.0 fork waiting-restart 2")), starts(3),
		},
	},
	{
		name: "a delay that spreads the ends out",
		apps: `{ name: 'web', script: './app', args: 'exit 1', restart_delay: 5100, max_restarts: 2, min_uptime: 5000 }`,
		steps: []step{
			startWhatFails(), differs("in-a-row", until("web.0 fork errored 1"), until("web.0 fork * 3+")),
		},
	},
	{
		name: "a delay that grows by half each time",
		apps: `{ name: 'web', script: './app', args: 'exit 1', min_uptime: '1m', exp_backoff_restart_delay: 100, max_restarts: 5 }`,
		steps: []step{
			startWhatFails(), pauses(100*time.Millisecond, 150*time.Millisecond, 225*time.Millisecond, 337*time.Millisecond),
			differs("backoff-errored", until("web.0 fork errored 4"), until("web.0 fork waiting-restart *")),
		},
	},
	{
		name: "killed, and back",
		apps: `{ name: 'web', script: './app', args: 'serve', env: { PORT: $PORT } }, { name: 'other', script: './app' }`,
		steps: []step{
			start(), until("other.0 fork online 0", "web.0 fork online 0"), remember("web.0", "other.0"),
			kill9("web.0"), until("other.0 fork online 0", "web.0 fork online 1"), replaced("web.0"), same("other.0"), answers("PORT", 0),
		},
	},
	{
		name: "what a process that was killed leaves behind",
		apps: `{ name: 'web', script: './app', args: 'parent' }`,
		steps: []step{
			start(), until("web.0 fork online 0"), starts(2), kill9("web.0"), until("web.0 fork online 1"), starts(4),
			differs("left-behind", children(1), children(2)),
		},
	},
	{
		name:  "too much memory",
		apps:  `{ name: 'web', script: './app', args: 'hog', max_memory_restart: '60M' }`,
		steps: []step{start(), until("web.0 fork online 1"), starts(2)},
	},
	{
		name:  "restarts by the clock",
		apps:  `{ name: 'web', script: './app', cron_restart: '* * * * * *' }`,
		steps: []step{start(), until("web.0 fork online 2+")},
	},
	{
		name: "the clock and an app that was stopped",
		apps: `{ name: 'web', script: './app', cron_restart: '* * * * * *' }, { name: 'clock', script: './app', cron_restart: '* * * * * *' }`,
		steps: []step{
			start(), run("stop", "web"),
			differs("cron-stopped", all(until("clock.0 fork online 2+", "web.0 fork stopped *")), until("clock.0 fork online *", "web.0 fork online *")),
		},
	},
}
