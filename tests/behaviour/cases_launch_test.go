//go:build unix

package behaviour

// launching: what is started, and how.
var launching = []behaviour{
	{
		name:  "one app is one process in fork mode",
		apps:  `{ name: 'web', script: './app', args: 'serve', env: { PORT: $PORT } }`,
		steps: []step{start(), until("web.0 fork online 0"), answers("PORT", 0), starts(1)},
	},
	{
		name:  "instances of a Node app share one port without being told the mode",
		apps:  `{ name: 'web', script: './serve.js', instances: 2, env: { PORT: $PORT } }`,
		needs: []string{"node"},
		steps: []step{
			start(), until("web.0 cluster online 0", "web.1 cluster online 0"), answers("PORT", 0, 1), starts(2),
			differs("own-port", does(func(p *play) {
				if port := record(p, "web.0").Env["PORT"]; port == record(p, "web.1").Env["PORT"] {
					p.t.Errorf("both instances have PORT %s", port)
				}
			}), all(env("web.0", "PORT=${PORT}"), env("web.1", "PORT=${PORT}"))),
		},
	},
	{
		name: "instances of a program in another language",
		apps: `{ name: 'web', script: './app', args: 'serve', instances: 2, env: { PORT: $PORT } }`,
		steps: []step{
			startWhatFails(),
			differs("any-language",
				all(until("web.0 cluster online 0", "web.1 cluster online 0"), answers("PORT", 0, 1)),
				until("web.* fork online 0", "web.* fork errored 15")),
		},
	},
	{
		name: "cluster mode asked for by a program in another language",
		apps: `{ name: 'web', script: './app', args: 'serve', instances: 2, exec_mode: 'cluster', env: { PORT: $PORT } }`,
		steps: []step{
			startWhatFails(),
			differs("any-language",
				all(until("web.0 cluster online 0", "web.1 cluster online 0"), answers("PORT", 0, 1)),
				all(until("web.0 cluster errored 15", "web.1 cluster errored 15"), silent("PORT"))),
		},
	},
	{
		name:  "instances 1 of a Node app is cluster mode",
		apps:  `{ name: 'web', script: './serve.js', instances: 1, env: { PORT: $PORT } }`,
		needs: []string{"node"},
		steps: []step{start(), until("web.0 cluster online 0"), answers("PORT", 0)},
	},
	{
		name: "two instances in fork mode fight for one port",
		apps: `{ name: 'web', script: './app', args: 'serve', instances: 2, exec_mode: 'fork', env: { PORT: $PORT } }`,
		steps: []step{
			startWhatFails(), until("web.* fork online 0", "web.* fork errored 15"), answers("PORT"), starts(17),
		},
	},
	{
		name: "two apps fight for one port",
		apps: `{ name: 'a', script: './app', args: 'serve', env: { PORT: $PORT } }, { name: 'b', script: './app', args: 'serve', env: { PORT: $PORT } }`,
		steps: []step{
			differs("two-on-a-port",
				all(says(2, `PORT|port`, "start"), shows()),
				all(start(), until("* fork online 0", "* fork errored 15"))),
		},
	},
	{
		name:  "the script's name without its ending is the app's",
		apps:  `{ script: './app', args: 'stay' }, { script: './stay.js' }`,
		needs: []string{"node"},
		steps: []step{start(), until("app.0 fork online 0", "stay.0 fork online 0")},
	},
	{
		name:  "arguments in one text, with quotes",
		apps:  `{ name: 'web', script: './app', args: 'stay "two words"  \'a "b\' plain' }`,
		steps: []step{start(), args("web.0", "stay", "two words", `a "b`, "plain")},
	},
	{
		name: "quotes in the middle of an argument",
		apps: `{ name: 'web', script: './app', args: 'stay --name="a b"' }`,
		steps: []step{
			start(), differs("quotes", args("web.0", "stay", "--name=a b"), args("web.0", "stay", `--name="a b"`)),
		},
	},
	{
		name:  "arguments as a list",
		apps:  `{ name: 'web', script: './app', args: ['stay', 'two words', '*', ''] }`,
		steps: []step{start(), args("web.0", "stay", "two words", "*", "")},
	},
	{
		name:  "a shell script by its ending",
		apps:  `{ name: 'web', script: './stay.sh', args: 'x y' }`,
		needs: []string{"bash"},
		steps: []step{start(), args("web.0", "stay", "hB", "x", "y")},
	},
	{
		name:  "a Python script by its ending",
		apps:  `{ name: 'web', script: './stay.py', args: 'x' }`,
		needs: []string{"python3"},
		steps: []step{start(), args("web.0", "stay", "python3", "optimize=0", "x"), env("web.0", "PYTHONUNBUFFERED=1")},
	},
	{
		name:  "an interpreter with arguments of its own",
		apps:  `{ name: 'web', script: './stay.py', interpreter: 'python3', interpreter_args: '-O -B', args: 'x' }`,
		needs: []string{"python3"},
		steps: []step{start(), args("web.0", "stay", "python3", "optimize=1", "x")},
	},
	{
		name:  "another interpreter than the ending says",
		apps:  `{ name: 'web', script: './stay.sh', interpreter: 'sh', interpreter_args: ['-u'] }`,
		steps: []step{start(), until("web.0 fork online 0"), starts(1)},
	},
	{
		name:  "arguments for node",
		apps:  `{ name: 'web', script: './stay.js', node_args: '--max-old-space-size=64 --no-deprecation', args: 'x' }`,
		needs: []string{"node"},
		steps: []step{start(), args("web.0", "x"), flags("web.0", "--max-old-space-size=64", "--no-deprecation")},
	},
	{
		name:  "interpreter none executes the file",
		apps:  `{ name: 'web', script: './app', interpreter: 'none', args: 'stay x' }`,
		steps: []step{start(), until("web.0 fork online 0"), args("web.0", "stay", "x")},
	},
	{
		name:  "a script with a space in it is a command line",
		apps:  `{ name: 'web', script: './app stay "two words"' }`,
		steps: []step{start(), until("web.0 fork online 0"), starts(1)},
	},
	{
		name:  "the working folder, in which the script is looked up",
		apps:  `{ name: 'web', script: '../app', cwd: './below', args: 'stay' }`,
		steps: []step{write("below/x", ""), start(), cwd("web.0", "below")},
	},
	{
		name:  "without a working folder it is that of the file",
		apps:  `{ name: 'web', script: './app', args: 'stay' }`,
		steps: []step{start(), cwd("web.0", "")},
	},
	{
		name: "started from another folder",
		apps: `{ name: 'web', script: './app', args: 'stay' }`,
		steps: []step{
			in("elsewhere"),
			differs("relative-paths",
				all(run("start", "../services.config.js"), until("web.0 fork online 0"), cwd("web.0", "")),
				all(exits(1, "start", "../services.config.js"), shows())),
		},
	},
	{
		name:  "other names of fields",
		apps:  `{ name: 'web', exec: './app', args: 'exit 1', min_uptime: '1m', maxRestarts: 3, execMode: 'fork' }`,
		steps: []step{startWhatFails(), until("web.0 fork errored 2"), starts(3)},
	},
	{
		name:  "numbers as texts",
		apps:  `{ name: 'web', script: './app', args: 'exit 1', min_uptime: '1m', max_restarts: '3', instances: '2', exec_mode: 'fork' }`,
		steps: []step{startWhatFails(), until("web.0 fork errored 2", "web.1 fork errored 2")},
	},
	{
		name: "an app that is not to be started yet",
		apps: `{ name: 'web', script: './app', args: 'stay', autostart: false }`,
		steps: []step{
			start(), until("web.0 fork stopped 0"), starts(0),
			run("start", "web"), differs("autostart", until("web.0 fork online 0"), shows("web.0 fork stopped 0")),
		},
	},
	{
		name:  "the environment's name behind the app's",
		apps:  `{ name: 'web', script: './app', args: 'stay', append_env_to_name: true, env_production: { A: 1 } }`,
		steps: []step{start("--env", "production"), until("web-production.0 fork online 0"), env("web-production.0", "A=1")},
	},
	{
		name:  "some apps of the file alone",
		apps:  `{ name: 'a', script: './app' }, { name: 'b', script: './app' }, { name: 'c', script: './app' }`,
		steps: []step{start("--only", "a,c"), until("a.0 fork online 0", "c.0 fork online 0")},
	},
	{
		name: "what the process manager adds to the environment",
		apps: `{ name: 'web', script: './app', args: 'stay' }`,
		steps: []step{
			start(),
			differs("clean-environment",
				env("web.0", "NODE_APP_INSTANCE=0", "name unset", "status unset", "pm_id unset"),
				env("web.0", "NODE_APP_INSTANCE=0", "name=web", "pm_id=0", "web={}")),
		},
	},
}
