//go:build unix

package behaviour

import "time"

// again: start with a file whose apps run already.
var again = []behaviour{
	{
		name: "nothing has changed",
		apps: `{ name: 'web', script: './app' }`,
		steps: []step{
			start(), remember("web.0"), start(),
			differs("again-unchanged", all(until("web.0 fork online 0"), same("web.0")), all(until("web.0 fork online 1"), replaced("web.0"))),
		},
	},
	{
		name: "a variable has another value",
		apps: `{ name: 'web', script: './app', env: { A: 1 } }`,
		steps: []step{
			start(), env("web.0", "A=1"), apps(`{ name: 'web', script: './app', env: { A: 2 } }`), start(),
			until("web.0 fork online 1"), env("web.0", "A=2"),
		},
	},
	{
		name: "a variable is gone",
		apps: `{ name: 'web', script: './app', env: { A: 1, B: 1 } }`,
		steps: []step{
			start(), env("web.0", "A=1", "B=1"), remember("web.0"),
			apps(`{ name: 'web', script: './app', env: { A: 1 } }`), start(), replaced("web.0"),
			differs("again-variable-gone", env("web.0", "A=1", "B unset"), env("web.0", "A=1", "B=1")),
		},
	},
	{
		name: "more instances in the file",
		apps: `{ name: 'web', script: './app', instances: 1, exec_mode: 'fork' }`,
		steps: []step{
			start(), apps(`{ name: 'web', script: './app', instances: 2, exec_mode: 'fork' }`), start(),
			differs("again-changed", until("web.0 fork online 0", "web.1 fork online 0"), until("web.0 fork online 1")),
		},
	},
	{
		name: "another script",
		apps: `{ name: 'web', script: './app', args: 'stay old' }`,
		steps: []step{
			start(), write("new.sh", "exec ./app stay new\n"), apps(`{ name: 'web', script: './new.sh' }`), start(), until("web.0 fork online 1"),
			differs("again-changed", args("web.0", "stay", "new"), args("web.0", "stay", "old")),
		},
	},
	{
		name:  "another mode",
		apps:  `{ name: 'web', script: './stay.js', exec_mode: 'fork' }`,
		needs: []string{"node"},
		steps: []step{
			start(), apps(`{ name: 'web', script: './stay.js', exec_mode: 'cluster' }`), start(),
			differs("again-changed", until("web.0 cluster online *"), until("web.0 fork online 1")),
		},
	},
	{
		name: "an app is new in the file",
		apps: `{ name: 'web', script: './app' }`,
		steps: []step{
			start(), apps(`{ name: 'web', script: './app' }, { name: 'new', script: './app' }`), start(),
			differs("again-unchanged", until("new.0 fork online 0", "web.0 fork online 0"), until("new.0 fork online 0", "web.0 fork online 1")),
		},
	},
	{
		name: "an app is gone from the file",
		apps: `{ name: 'web', script: './app' }, { name: 'old', script: './app' }`,
		steps: []step{
			start(), apps(`{ name: 'web', script: './app' }`), start(),
			differs("again-gone", until("web.0 fork online 0"), until("old.0 fork online 0", "web.0 fork online 1")),
		},
	},
	{
		name: "a stopped app is started",
		apps: `{ name: 'web', script: './app' }`,
		steps: []step{
			start(), run("stop", "web"), start(), until("web.0 fork online 0"),
		},
	},
	{
		name: "an errored app is tried again",
		apps: `{ name: 'web', script: './app', args: 'exit 1', min_uptime: 3000, max_restarts: 2 }`,
		steps: []step{
			startWhatFails(), until("web.0 fork errored 1"), settledFor(3 * time.Second),
			apps(`{ name: 'web', script: './app', args: 'stay', max_restarts: 2 }`), start(),
			until("web.0 fork online 1"),
		},
	},
	{
		name: "after scale the file's number does not come back by itself",
		apps: `{ name: 'web', script: './app', instances: 1, exec_mode: 'fork', env: { A: 1 } }`,
		steps: []step{
			start(), run("scale", "web", "2"), until("web.0 fork online 0", "web.1 fork online 0"),
			apps(`{ name: 'web', script: './app', instances: 1, exec_mode: 'fork', env: { A: 2 } }`), start(),
			until("web.0 fork online 1", "web.1 fork online 1"), env("web.1", "A=2"),
		},
	},
}
