//go:build unix

package behaviour

// environments: what a process finds in its environment.
var environments = []behaviour{
	{
		name:  "texts, numbers and booleans",
		apps:  `{ name: 'web', script: './app', env: { TEXT: 'a b', EMPTY: '', ONE: 1, HALF: 0.5, YES: true, NO: false, GONE: undefined } }`,
		steps: []step{start(), env("web.0", "TEXT=a b", "EMPTY=", "ONE=1", "HALF=0.5", "YES=true", "NO=false", "GONE unset")},
	},
	{
		name: "null",
		apps: `{ name: 'web', script: './app', env: { A: null } }`,
		steps: []step{
			differs("null", says(2, "null", "start"), all(start(), env("web.0", "A=null"))),
		},
	},
	{
		name: "an object",
		apps: `{ name: 'web', script: './app', env: { A: { b: 1 } } }`,
		steps: []step{
			differs("object", says(2, "A", "start"), all(start(), env("web.0", `A={"b":1}`))),
		},
	},
	{
		name:  "the shell's variables are handed on, below the file's",
		apps:  `{ name: 'web', script: './app', env: { B: 'file' } }`,
		shell: []string{"A=shell", "B=shell"},
		steps: []step{start(), env("web.0", "A=shell", "B=file")},
	},
	{
		name:  "the port field",
		apps:  `{ name: 'web', script: './app', args: 'serve', port: $PORT }`,
		steps: []step{start(), until("web.0 fork online 0"), answers("PORT", 0), env("web.0", "PORT=${PORT}")},
	},
	{
		name:  "env_production without --env",
		apps:  `{ name: 'web', script: './app', env: { A: 'a', B: 'b' }, env_production: { B: 'c', D: 'd' } }`,
		steps: []step{start(), env("web.0", "A=a", "B=b", "D unset")},
	},
	{
		name:  "env_production with --env production",
		apps:  `{ name: 'web', script: './app', env: { A: 'a', B: 'b' }, env_production: { B: 'c', D: 'd' } }`,
		steps: []step{start("--env", "production"), env("web.0", "A=a", "B=c", "D=d")},
	},
	{
		name: "an --env that the file does not have",
		apps: `{ name: 'web', script: './app', env: { A: 'a' }, env_production: { A: 'b' } }`,
		steps: []step{
			says(0, "staging", "start", "services.config.js", "--env", "staging"), env("web.0", "A=a"),
		},
	},
	{
		name: "a restart by name keeps the environment of the start",
		apps: `{ name: 'web', script: './app', env: { A: 'a' }, env_production: { A: 'b' } }`,
		steps: []step{
			start("--env", "production"), env("web.0", "A=b"), remember("web.0"),
			shell("SHELL_VARIABLE=1"), run("restart", "web"), replaced("web.0"), env("web.0", "A=b", "SHELL_VARIABLE unset"),
		},
	},
	{
		name: "a start without --env goes back to env",
		apps: `{ name: 'web', script: './app', env: { A: 'a' }, env_production: { A: 'b' } }`,
		steps: []step{
			start("--env", "production"), env("web.0", "A=b"), remember("web.0"), start(), replaced("web.0"), env("web.0", "A=a"),
		},
	},
	{
		name: "the instance's number",
		apps: `{ name: 'web', script: './app', instances: 3, exec_mode: 'fork' }`,
		steps: []step{
			start(), env("web.0", "NODE_APP_INSTANCE=0"), env("web.1", "NODE_APP_INSTANCE=1"), env("web.2", "NODE_APP_INSTANCE=2"),
		},
	},
	{
		name: "the instance's number under another name",
		apps: `{ name: 'web', script: './app', instances: 2, exec_mode: 'fork', instance_var: 'NUMBER' }`,
		steps: []step{
			start(), env("web.0", "NUMBER=0", "NODE_APP_INSTANCE unset"), env("web.1", "NUMBER=1", "NODE_APP_INSTANCE unset"),
		},
	},
	{
		name: "a variable that is raised for each instance",
		apps: `{ name: 'web', script: './app', instances: 3, exec_mode: 'fork', increment_var: 'SHARD', env: { SHARD: 7 } }`,
		steps: []step{
			start(), env("web.0", "SHARD=7"), env("web.1", "SHARD=8"), env("web.2", "SHARD=9"),
			run("scale", "web", "4"), env("web.3", "SHARD=10"),
		},
	},
	{
		name: "a raised variable stays raised over a restart from the file",
		apps: `{ name: 'web', script: './app', instances: 2, exec_mode: 'fork', increment_var: 'SHARD', env: { SHARD: 7, A: 1 } }`,
		steps: []step{
			start(), env("web.1", "SHARD=8"),
			apps(`{ name: 'web', script: './app', instances: 2, exec_mode: 'fork', increment_var: 'SHARD', env: { SHARD: 7, A: 2 } }`),
			start(), env("web.0", "SHARD=7", "A=2"),
			differs("increment-again", env("web.1", "SHARD=8", "A=2"), env("web.1", "SHARD=7", "A=2")),
		},
	},
	{
		name:  "variables of the shell that are kept out",
		apps:  `{ name: 'web', script: './app', filter_env: ['SECRET'], env: { MY_SECRET: 'file' } }`,
		shell: []string{"A_SECRET_KEY=1", "MY_SECRET=2", "OPEN=3"},
		steps: []step{start(), env("web.0", "A_SECRET_KEY unset", "MY_SECRET=file", "OPEN=3")},
	},
	{
		name:  "all variables of the shell kept out",
		apps:  `{ name: 'web', script: './app', filter_env: true, env: { A: 'file' } }`,
		shell: []string{"OPEN=1"},
		steps: []step{
			start(), env("web.0", "A=file"), differs("filter-all", env("web.0", "OPEN unset"), env("web.0", "OPEN=1")),
		},
	},
	{
		name: "a dotenv file",
		apps: `{ name: 'web', script: './app', env_file: '.env', env: { A: 'file' } }`,
		steps: []step{
			write(".env", "A=dotenv\nB=dotenv\n"), start(), env("web.0", "A=file"),
			differs("env-file", env("web.0", "B=dotenv"), env("web.0", "B unset")),
		},
	},
}
