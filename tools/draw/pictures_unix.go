//go:build unix

package main

// columns is how wide a terminal is in a picture: on a page, and on a wall, its
// letters must be large enough to be read.
const columns = 100

// drawing is a picture: what is played, and what is typed at last. With
// proxyOf it is a map of that file's proxy instead.
type drawing struct {
	name   string // of the file, without its ending
	title  string
	tells  string // for those who do not see it: the story, not the letters
	before string // directives, as on a page
	typed  string

	proxyOf string
}

// compiled is a check before the one in the picture, which would else show how
// long the compiler takes.
const compiled = "<!-- console: run: go run ./checker 2; go run ./checker 3; true -->\n"

const collision = `<!-- console: file: services.config.js
module.exports = {
  apps: [
    {
      name: 'hello-world',
      script: './services/hello-world',
      exec_mode: 'fork',
      instances: 2,
      env: { PORT: 3000 },
    },
  ],
};
-->
`

var pictures = []drawing{
	{
		name: "status", title: "runner status",
		tells:  "Two instances of hello-world and one of world-cup-fixtures, a row for each: the first two are online, the third is errored after sixteen starts.",
		before: "<!-- console: config: solutions/03-world-cup-fixtures -->\n<!-- console: run: go run ./runner start || true -->\n",
		typed:  "go run ./runner status",
	},
	{
		name: "exercise-2-passed", title: "checker 2",
		tells:  "Exercise 2, checked: seven promises, each with a tick, and a sentence that says what was proved.",
		before: "<!-- console: config: solutions/02-scaling -->\n" + compiled,
		typed:  "go run ./checker 2",
	},
	{
		name: "exercise-2-not-yet", title: "checker 2",
		tells:  "Exercise 2, not yet passed: two instances want one port. It says what was expected, what was seen, where in the file, and what to try.",
		before: collision + compiled,
		typed:  "go run ./checker 2",
	},
	{
		name: "exercise-3", title: "checker 3",
		tells:  "Exercise 3, checked: the second service fails because its Redis is not there, and the first one serves on.",
		before: "<!-- console: config: solutions/03-world-cup-fixtures -->\n" + compiled,
		typed:  "go run ./checker 3",
	},
	{
		name: "timeline", title: "checker 2 --timeline",
		tells:  "The timeline of exercise 2: a row for each instance, with its start, the moment in which it was ready, a kill and the restart after it, above the requests, of which none was lost.",
		before: "<!-- console: config: solutions/02-scaling -->\n" + compiled,
		typed:  "go run ./checker 2 --timeline",
	},
	{
		name: "proxy-map", title: "One front door: which path goes where",
		tells:   "A request comes to port 8080 and meets the rules from the top. /fixtures/** goes to world-cup-fixtures, every other path to hello-world, which has two instances.",
		proxyOf: "solutions/08-path-aliases/services.config.js",
	},
}
