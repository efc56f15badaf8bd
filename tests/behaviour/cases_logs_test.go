//go:build unix

package behaviour

// logging: where goes what programs print.
var logging = []behaviour{
	{
		name:  "log files of one instance",
		apps:  `{ name: 'web', script: './app', args: 'print' }`,
		steps: []step{start(), has("logs/web-out.log", "to out"), has("logs/web-error.log", "to err"), lacks("logs/web-out.log", "to err")},
	},
	{
		name: "log files of several instances",
		apps: `{ name: 'web', script: './app', args: 'print', instances: 2, exec_mode: 'fork' }`,
		steps: []step{
			start(), has("logs/web-out-0.log", "to out"), has("logs/web-out-1.log", "to out"), has("logs/web-error-1.log", "to err"), absent("logs/web-out.log"),
		},
	},
	{
		name: "log files of a second app with several instances",
		apps: `{ name: 'a', script: './app' }, { name: 'web', script: './app', args: 'print', instances: 2, exec_mode: 'fork' }`,
		steps: []step{
			start(), differs("log-numbers", has("logs/web-out-0.log", "to out"), absent("logs/web-out-0.log")), has("logs/web-out-1.log", "to out"),
		},
	},
	{
		name:  "one log file for all instances",
		apps:  `{ name: 'web', script: './app', args: 'print', instances: 2, exec_mode: 'fork', merge_logs: true }`,
		steps: []step{start(), has("logs/web-out.log", "to out\nto out"), absent("logs/web-out-0.log")},
	},
	{
		name:  "log files that the process file names",
		apps:  `{ name: 'web', script: './app', args: 'print', out_file: './out.txt', error_file: './err.txt' }`,
		steps: []step{start(), has("out.txt", "to out"), has("err.txt", "to err"), lacks("out.txt", "to err"), absent("logs/web-out.log")},
	},
	{
		name:  "named log files of several instances",
		apps:  `{ name: 'web', script: './app', args: 'print', instances: 2, exec_mode: 'fork', out_file: './out.log' }`,
		steps: []step{start(), has("out-0.log", "to out"), has("out-1.log", "to out"), absent("out.log")},
	},
	{
		name: "named log files with another ending",
		apps: `{ name: 'web', script: './app', args: 'print', instances: 2, exec_mode: 'fork', out_file: './out.txt' }`,
		steps: []step{
			start(), differs("log-ending", all(has("out-0.txt", "to out"), has("out-1.txt", "to out")), has("out.txt", "to out\nto out")),
		},
	},
	{
		name: "log files when one instance was asked for",
		apps: `{ name: 'web', script: './app', args: 'print', instances: 1, exec_mode: 'fork' }`,
		steps: []step{
			start(), differs("log-numbers", has("logs/web-out.log", "to out"), has("logs/web-out-0.log", "to out")),
		},
	},
	{
		name:  "one file more for both",
		apps:  `{ name: 'web', script: './app', args: 'print', log_file: './both.txt' }`,
		steps: []step{start(), has("both.txt", "to out"), has("both.txt", "to err"), has("logs/web-out.log", "to out")},
	},
	{
		name:  "no log file",
		apps:  `{ name: 'web', script: './app', args: 'print', out_file: '/dev/null' }`,
		steps: []step{start(), has("logs/web-error.log", "to err"), absent("logs/web-out.log")},
	},
	{
		name:  "the time before each line",
		apps:  `{ name: 'web', script: './app', args: 'print', time: true }`,
		steps: []step{start(), has("logs/web-out.log", `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d: to out`)},
	},
	{
		name:  "the time in another form",
		apps:  `{ name: 'web', script: './app', args: 'print', log_date_format: 'YYYY/MM [at] HH:mm Z' }`,
		steps: []step{start(), has("logs/web-out.log", `\d{4}/\d\d at \d\d:\d\d [+-]\d\d:\d\d: to out`)},
	},
	{
		name: "a restart appends, and a delete leaves the files",
		apps: `{ name: 'web', script: './app', args: 'print' }`,
		steps: []step{
			start(), has("logs/web-out.log", "to out"), run("restart", "web"), has("logs/web-out.log", "to out\nto out"),
			run("delete", "web"), has("logs/web-out.log", "to out\nto out"),
		},
	},
	{
		name: "the last lines, without the stream",
		apps: `{ name: 'web', script: './app', args: 'print' }`,
		steps: []step{
			start(), has("logs/web-out.log", "to out"), has("logs/web-error.log", "to err"),
			says(0, `0\|web +\| to out`, "logs", "web", "--nostream"), says(0, `(?m)^to err$`, "logs", "web", "--nostream", "--err", "--raw"),
			differs("logs-nobody", exits(1, "logs", "nobody", "--nostream"), run("logs", "nobody", "--nostream")),
		},
	},
}
