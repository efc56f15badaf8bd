//go:build unix

package behaviour

// readiness: when an instance is called online.
var readiness = []behaviour{
	{
		name:  "a program says itself when it is ready",
		apps:  `{ name: 'web', script: './ready.js', wait_ready: true, listen_timeout: 20000 }`,
		needs: []string{"node"},
		steps: []step{start(), marked("ready"), shows("web.0 fork online 0")},
	},
	{
		name:  "a program never says that it is ready",
		apps:  `{ name: 'web', script: './stay.js', wait_ready: true, listen_timeout: 500 }`,
		needs: []string{"node"},
		steps: []step{
			differs("never-ready", all(exits(1, "start"), shows("web.0 fork launching 0")), all(start(), shows("web.0 fork online 0"))),
		},
	},
	{
		name: "a program that does not listen yet",
		apps: `{ name: 'web', script: './app', args: 'serve-after go', listen_timeout: 300, env: { PORT: $PORT } }`,
		steps: []step{
			differs("online", all(exits(1, "start"), shows("web.0 fork launching 0")), all(start(), shows("web.0 fork online 0"))),
			silent("PORT"), mark("go"), until("web.0 fork online 0"), answers("PORT", 0),
		},
	},
}

// watching: what a saved file comes to.
var watching = []behaviour{
	{
		name:  "a saved file restarts the app, once",
		apps:  `{ name: 'web', script: './stay.sh', watch: true }, { name: 'other', script: './app' }`,
		needs: []string{"bash"},
		steps: []step{
			start(), until("other.0 fork online 0", "web.0 fork online 0"), remember("web.0"),
			write("stay.sh", "exec ./app stay new\n"), until("other.0 fork online 0", "web.0 fork online 1"), replaced("web.0"), args("web.0", "stay", "new"),
			kill9("web.0"), until("other.0 fork online 0", "web.0 fork online 2"),
		},
	},
	{
		name: "a file that is not watched",
		apps: `{ name: 'web', script: './app', watch: ['src'], ignore_watch: ['src/notes'] }`,
		steps: []step{
			write("src/a", "1"), write("src/notes/a", "1"), start(), write("b", "2"), write("src/notes/a", "2"), write("src/a", "2"),
			until("web.0 fork online 1"), starts(2),
		},
	},
	{
		name:  "without watch nothing happens",
		apps:  `{ name: 'web', script: './stay.sh' }, { name: 'watcher', script: './stay.sh', watch: true }`,
		needs: []string{"bash"},
		steps: []step{
			start(), write("stay.sh", "exec ./app stay new\n"), until("watcher.0 fork online 1", "web.0 fork online 0"),
		},
	},
	{
		name: "a stop ends the watching",
		apps: `{ name: 'web', script: './app', watch: true }, { name: 'other', script: './app', watch: true }`,
		steps: []step{
			start(), run("stop", "web"), write("x", "1"), until("other.0 fork online 1", "web.0 fork stopped 0"),
		},
	},
	{
		name: "watching goes on after a stop and a start",
		apps: `{ name: 'web', script: './app', watch: true }, { name: 'other', script: './app', watch: true }`,
		steps: []step{
			start(), run("stop", "web"), run("start", "web"), until("other.0 fork online 0", "web.0 fork online 0"), write("x", "1"),
			differs("watch-after-stop", until("other.0 fork online 1", "web.0 fork online 1"), until("other.0 fork online 1", "web.0 fork online 0")),
		},
	},
}
