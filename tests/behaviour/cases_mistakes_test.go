//go:build unix

package behaviour

// mistakes: files that are not right.
var mistakes = []behaviour{
	{
		name: "a misspelt field",
		apps: `{ name: 'web', script: './app', instnaces: 2 }`,
		steps: []step{
			differs("unknown-field", all(says(2, "instances", "start"), shows()), all(start(), until("web.0 fork online 0"))),
		},
	},
	{
		name: "two apps of one name",
		apps: `{ name: 'web', script: './app' }, { name: 'web', script: './app' }`,
		steps: []step{
			differs("duplicate-names", all(says(2, "web", "start"), shows()), all(start(), until("web.* fork online 0", "web.* fork online 0"))),
		},
	},
	{
		name:  "a script that is not there",
		apps:  `{ name: 'web', script: './nowhere.js' }`,
		steps: []step{differs("usage-is-2", exits(2, "start"), exits(1, "start", "services.config.js")), shows()},
	},
	{
		name: "one script of two that is not there",
		apps: `{ name: 'web', script: './nowhere.js' }, { name: 'other', script: './app' }`,
		steps: []step{
			differs("all-or-nothing", all(exits(2, "start"), shows()), all(exits(1, "start", "services.config.js"), until("other.0 fork online 0"))),
		},
	},
	{
		name:  "no script",
		apps:  `{ name: 'web' }`,
		steps: []step{differs("usage-is-2", exits(2, "start"), exits(1, "start", "services.config.js")), shows()},
	},
	{
		name:  "a field of the wrong type",
		apps:  `{ name: 'web', script: './app', kill_timeout: 'soon' }`,
		steps: []step{differs("usage-is-2", exits(2, "start"), exits(1, "start", "services.config.js")), shows()},
	},
	{
		name:  "a mode that there is not",
		apps:  `{ name: 'web', script: './app', exec_mode: 'herd' }`,
		steps: []step{differs("usage-is-2", exits(2, "start"), exits(1, "start", "services.config.js")), shows()},
	},
	{
		name:  "no JavaScript",
		apps:  `{ name: 'web' script }`,
		steps: []step{differs("usage-is-2", exits(2, "start"), exits(1, "start", "services.config.js")), shows()},
	},
	{
		name:  "an interpreter that is not there",
		apps:  `{ name: 'web', script: './stay.js', interpreter: 'nodee' }`,
		steps: []step{differs("usage-is-2", exits(2, "start"), exits(1, "start", "services.config.js")), shows()},
	},
	{
		name: "a file that is no program",
		apps: `{ name: 'web', script: './data', interpreter: 'none' }`,
		steps: []step{
			write("data", "no program"),
			differs("no-program", all(says(2, "executable", "start"), shows()), all(start(), until("web.0 fork online 0"))),
		},
	},
}
