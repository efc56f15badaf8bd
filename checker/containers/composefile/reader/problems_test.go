package reader

import (
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/checker/containers/composefile"
)

func TestNamesAreLookedUpAsComposeDoes(t *testing.T) {
	assert.Equal(t, cli.DefaultFileNames, composefile.Names)
	assert.Equal(t, cli.DefaultOverrideFileNames, overrideNames)
}

// in is a file with one service, web, that has the given lines.
func in(lines string) string { return "services:\n  web:\n    image: a\n" + lines }

// wrong are files that no Compose can run. Of each, the first problem must be
// this one, at this place, with these words in what was seen or is to be tried.
var wrong = []struct {
	name, content string
	where, id     string // where is behind "compose.yaml:"
	words         string
}{
	{"nothing in it", "", "1", "EMPTY", "nothing but white space"},
	{"comments only", "# services:\n\n", "1", "EMPTY", "nothing but white space"},
	{"a list", "- web\n", "1:1", "NOT-COMPOSE", "a list"},
	{"a text", "hello\n", "1:1", "NOT-COMPOSE", "a text: hello"},
	{"Kubernetes", "# pod\napiVersion: v1\nkind: Pod\n", "2:1", "NOT-COMPOSE", "Kubernetes"},
	{"a workflow", "on: push\njobs: {}\n", "1:1", "NOT-COMPOSE", "GitHub"},
	{"a process file", "apps:\n  - name: web\n", "1:1", "NOT-COMPOSE", "process file"},
	{"a service at the top", "image: redis\nports: []\n", "1:1", "NOT-COMPOSE", "one service"},
	{"services misspelt", "name: a\nservice:\n  web:\n    image: a\n", "2:1", "UNKNOWN-FIELD", "did you mean `services`?"},
	{"services empty", "services:\n", "1:1", "NO-SERVICES", "nothing below"},
	{"services not indented", "services:\nweb:\n  image: a\n", "1:1", "NO-SERVICES", "nothing below"},
	{"services as list", "services:\n  - web\n", "1:1", "WRONG-TYPE", "a list"},
	{"service empty", "services:\n  web:\n", "2:3", "WRONG-TYPE", "nothing behind the colon"},
	{"service a text", "services:\n  web: hello\n", "2:3", "WRONG-TYPE", "the text hello"},
	{"service with a bad name", "services:\n  web!:\n    image: a\n", "2:3", "NAME", "web!"},
	{"service with a number for a name", "services:\n  1:\n    image: a\n", "2:3", "NAME", "1"},

	{"a tab", "services:\n\tweb:\n\t\timage: a\n", "2:1", "YAML", "a tab at the beginning of line 2"},
	{"a tab behind spaces", in("    ports:\n  \t  - 80\n"), "5:3", "YAML", "a tab"},
	{"one space too few", in("   ports:\n      - 80\n"), "4:4", "YAML", "line 4: ports:"},
	{"one space too many", in("     ports:\n      - 80\n"), "4:6", "YAML", "line 4: ports:"},
	{"no colon", "services:\n  web\n    image: a\n", "2:3", "YAML", "`web:` with a colon"},
	{"no colon, with an empty line", "services:\n  web\n\n    # here\n    image: a\n", "2:3", "YAML", "`web:` with a colon"},
	{"an open quote", in("    command: \"run\n    ports: []\n  db:\n    image: b\n"), "4:5", "YAML", "Close the quote"},
	{"an open bracket", in("    command: [\"run\", \n    ports: []\n"), "4:5", "YAML", "missing `]`"},
	{"two colons", in("    command: a: b\n"), "4:5", "YAML", "between quotes"},
	{"a bad first character", in("    command: @run\n"), "4:5", "YAML", "between quotes"},
	{"an alias of nothing", in("    command: *run\n"), "4:5", "YAML", "anchor"},
	{"list and fields mixed", "services:\n  web:\n    - a\n    image: b\n", "4:5", "YAML", "line 4"},
	{"a name twice", in("    image: b\n"), "4:5", "TWICE", "the first is in line 3"},
	{"a service twice", in("  db:\n    image: b\n  web:\n    image: c\n"), "6:3", "TWICE", "the first is in line 2"},

	{"port", in("    port:\n      - 80\n"), "4:5", "UNKNOWN-FIELD", "`port`: did you mean `ports`?"},
	{"depend_on", in("    depend_on: [b]\n"), "4:5", "UNKNOWN-FIELD", "did you mean `depends_on`?"},
	{"enviroment", in("    enviroment:\n      A: b\n"), "4:5", "UNKNOWN-FIELD", "did you mean `environment`?"},
	{"health_check", in("    health_check:\n      test: a\n"), "4:5", "UNKNOWN-FIELD", "did you mean `healthcheck`?"},
	{"deeper down", in("    healthcheck:\n      tests: a\n"), "5:7", "UNKNOWN-FIELD", "did you mean `test`?"},
	{"in a dependency", in("    depends_on:\n      b:\n        conditon: x\n"), "6:9", "UNKNOWN-FIELD", "did you mean `condition`?"},
	{"in a volume", in("volumes:\n  data:\n    drivr: x\n"), "6:5", "UNKNOWN-FIELD", "did you mean `driver`?"},
	{"of build, one level too high", in("    context: .\n"), "4:5", "UNKNOWN-FIELD", "belongs to `build`"},
	{"of healthcheck, one level too high", in("    interval: 5s\n"), "4:5", "UNKNOWN-FIELD", "belongs to `healthcheck`"},
	{"of a service, at the top", in("ports: []\n"), "4:1", "UNKNOWN-FIELD", "a service's field"},
	{"of the top, in a service", in("    services: {}\n"), "4:5", "UNKNOWN-FIELD", "top of the file"},
	{"a service at the top", in("redis:\n  image: b\n"), "4:1", "UNKNOWN-FIELD", "below `services:`"},
	{"flow style", `{"services": {"web": {"imag": "x"}}}`, "1:23", "UNKNOWN-FIELD", "did you mean `image`?"},
	{"in what an alias stands for", "x-base: &base\n  a: b\nservices:\n  web: &web\n    image: a\n    portz: []\n  db: *web\n", "6:5", "UNKNOWN-FIELD", "did you mean `ports`?"},
	{"in what is merged", "x-base: &base\n  imag: b\nservices:\n  web:\n    <<: *base\n", "2:3", "UNKNOWN-FIELD", "did you mean `image`?"},

	{"ports as a number", in("    ports: 3000\n"), "4:5", "WRONG-TYPE", "3000"},
	{"volumes as a text", in("    volumes: data\n"), "4:5", "WRONG-TYPE", "the text data"},
	{"environment with a number in the list", in("    environment:\n      - A=1\n      - 3\n"), "6:9", "WRONG-TYPE", "3"},
	{"restart as a number", in("    restart: 3\n"), "4:5", "WRONG-TYPE", "3"},
	{"a version without quotes", "version: 3\n" + in(""), "1:1", "WRONG-TYPE", "3"},
	{"top-level volumes as a list", in("volumes:\n  - data\n"), "4:1", "WRONG-TYPE", "a list"},
	{"a number of nothing", in("    deploy:\n      replicas: ${N}\n"), "5:7", "WRONG-TYPE", "once its variables are filled in"},
	{"a condition's word", in("    depends_on:\n      db:\n        condition: healthy\n  db:\n    image: b\n"), "6:9", "WRONG-VALUE", "`service_healthy`"},
	{"a time without unit", in("    healthcheck:\n      interval: 5\n"), "5:7", "TIME", "interval: 5s"},
	{"a time with a wrong unit", in("    stop_grace_period: 5x\n"), "4:5", "TIME", "5x"},
	{"a port that is none", in("    ports:\n      - \"80\"\n      - 3000:abc\n"), "6:9", "PORT", "3000:abc"},
	{"a port too large", in("    ports: [\"99999:80\"]\n"), "4:13", "PORT", "99999:80"},
	{"ranges of different length", in("    ports: [\"3000-3002:3000-3001\"]\n"), "4:13", "PORT", "3000-3002"},

	{"undefined service", in("    depends_on: [redsi]\n  redis:\n    image: b\n"), "4:18", "UNDEFINED-SERVICE", "did you mean `redis`?"},
	{"undefined service, long form", in("    depends_on:\n      db:\n        condition: service_started\n"), "5:7", "UNDEFINED-SERVICE", "`db`, which is not defined"},
	{"undefined volume", in("    volumes:\n      - /tmp\n      - data:/data\n"), "6:9", "UNDEFINED-VOLUME", "Add `data:` below `volumes:`"},
	{"undefined network", in("    networks: [back]\n"), "4:16", "UNDEFINED-NETWORK", "`back`"},
	{"undefined secret", in("    secrets: [key]\n"), "4:15", "UNDEFINED-SECRET", "`key`"},
	{"a dependency whose profile is off", in("    depends_on: [db]\n  db:\n    image: b\n    profiles: [x]\n"), "4:18", "UNDEFINED-SERVICE", "profile is not active"},
	{"all profiles off", in("    profiles: [x]\n"), "1:1", "NO-SERVICES", "profiles"},
	{"neither image nor build", "services:\n  web:\n    ports: [\"80\"]\n", "2:3", "NO-IMAGE", "neither"},
	{"no such folder", "services:\n  web:\n    build: ./nowhere\n", "3:5", "CONTEXT-MISSING", "nowhere"},
	{"no such Dockerfile", "services:\n  web:\n    build:\n      context: .\n      dockerfile: Dokerfile\n", "5:7", "DOCKERFILE-MISSING", "Dokerfile"},
	{"no such env_file", in("    env_file: my.env\n"), "4:5", "FILE-MISSING", "no such file"},
	{"a circle", in("    depends_on: [db]\n  db:\n    image: b\n    depends_on: [web]\n"), "7:5", "CIRCLE", "db -> web -> db"},
	{"an alias of itself", "x-a: &a\n  b: [*a]\n" + in(""), "2:7", "CIRCLE", "`*a` inside of it"},
	{"itself", in("    depends_on: [web]\n"), "4:5", "CIRCLE", "web -> web"},
	{"a test without CMD", in("    healthcheck:\n      test: [wget, x]\n"), "5:7", "HEALTH-TEST", "wget x"},
	{"restart misspelt", in("    restart: allways\n"), "4:5", "RESTART", "restart: always"},
	{"a name for two containers", in("    container_name: web\n    scale: 2\n"), "4:5", "CONTAINER-NAME", "for 2 containers"},
	{"too many", in("    scale: 200\n"), "1:1", "TOO-MANY", "more than that"},
	{"what only Compose knows", "services:\n  web:\n    build: {context: ., dockerfile: Dockerfile, dockerfile_inline: FROM a}\n", "2:3", "COMPOSE", "dockerfile_inline"},

	{"a variable that is demanded", "services:\n  web:\n    image: ${TAG:?set a tag}\n", "3:12", "VARIABLE", "TAG=…"},
	{"a variable that is demanded inside", in("    environment:\n      A: x${KEY?}\n"), "5:10", "VARIABLE", "KEY=…"},
	{"a dollar sign", in("    command: echo ${\n"), "4:14", "TEMPLATE", "$$"},
	{"include of nothing", "include: [other.yaml]\n" + in(""), "1:11", "FILE-MISSING", "no such file"},
}

func TestWhatIsWrongIsToldWithItsPlace(t *testing.T) {
	for _, w := range wrong {
		t.Run(w.name, func(t *testing.T) {
			problems := problemsOf(t, w.content)
			require.NotEmpty(t, problems)
			first := problems[0]
			assert.Equal(t, "compose.yaml:"+w.where, first.Where(), first.Seen)
			assert.Equal(t, w.id, first.ID)
			assert.Contains(t, first.Seen+"\n"+first.Try, w.words)
			assert.NotEmpty(t, first.Expected)
			assert.NotEmpty(t, first.Try)
		})
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	problems := problemsOf(t, in("    port: []\n  db:\n    image: b\n    volume: []\nvolums: {}\n"))
	var places []string
	for _, p := range problems {
		places = append(places, p.Where()+" "+p.ID)
	}
	assert.Equal(t, []string{
		"compose.yaml:4:5 UNKNOWN-FIELD", "compose.yaml:7:5 UNKNOWN-FIELD", "compose.yaml:8:1 UNKNOWN-FIELD",
	}, places)
}

func TestTheSameFileHasTheSameProblemsEveryTime(t *testing.T) {
	content := in("    ports: 1\n    volumes: 2\n    networks: 3\n    healthcheck: 4\n  db:\n    image: 5\n    build: 6\n")
	first := problemsOf(t, content)
	require.Len(t, first, 6)
	for range 20 {
		assert.Equal(t, first, problemsOf(t, content))
	}
}

func TestFilesThatAreRight(t *testing.T) {
	for name, content := range map[string]string{
		"the exercise's":                good,
		"a version":                     "version: \"3.8\"\n" + in(""),
		"a variable without value":      in("    command: echo $NOTHING\n"),
		"a default":                     "services:\n  web:\n    image: redis:${TAG:-7}\n",
		"an extension":                  "x-any: {thing: 1}\n" + in("    x-other: 2\n"),
		"anchors and merges":            "x-base: &base\n  restart: always\nservices:\n  web:\n    <<: *base\n    image: a\n",
		"a list of merges":              "x-a: &a {restart: always}\nx-b: &b {image: b}\nservices:\n  web:\n    <<: [*a, *b]\n",
		"JSON":                          `{"services": {"web": {"image": "x"}}}`,
		"windows lines":                 "services:\r\n  web:\r\n    image: a\r\n",
		"a dependency that is optional": in("    depends_on:\n      db: {condition: service_started, required: false}\n  db:\n    image: b\n    profiles: [x]\n"),
		"two documents":                 in("") + "---\n" + in("    restart: always\n"),
	} {
		t.Run(name, func(t *testing.T) {
			assert.Empty(t, problemsOf(t, content))
		})
	}
}

func TestTheFileIsMissing(t *testing.T) {
	_, problems := Read(t.Context(), t.TempDir(), "compose.yaml", nil)
	require.Len(t, problems, 1)
	assert.Equal(t, "FILE-MISSING", problems[0].ID)
	assert.Equal(t, "compose.yaml", problems[0].Where())
}

func TestTheOverrideIsLaidOver(t *testing.T) {
	p := readGood(t, map[string]string{
		"compose.yaml":          good,
		"compose.override.yaml": "services:\n  redis:\n    restart: always\n    image: redis:8\n",
	})
	redis := p.Services()[1]
	require.Equal(t, "redis", redis.Name)
	assert.Equal(t, "always", redis.Restart)
	assert.Equal(t, "compose.override.yaml:3:5", p.At("redis", "restart"))
	assert.Equal(t, "compose.override.yaml:4:5", p.At("redis", "image"), "the last one counts")
	assert.Equal(t, "compose.yaml:4:5", p.At("redis", "volumes"))
}

func TestMistakesOfTheOverrideAreToldThere(t *testing.T) {
	folder := project(t, map[string]string{
		"compose.yaml":         good,
		"compose.override.yml": "services:\n  redis:\n    restrat: always\n",
	})
	_, problems := Read(t.Context(), folder, "compose.yaml", nil)
	require.Len(t, problems, 1)
	assert.Equal(t, "compose.override.yml:3:5", problems[0].Where())
}

func TestVariablesComeFromTheEnvironmentAndDotEnv(t *testing.T) {
	p := readGood(t, map[string]string{
		"compose.yaml": "services:\n  web:\n    image: a:$A-$B-${C:-c}\n",
		".env":         "A=dotenv\nB=dotenv\n",
	}, "A=environ")
	assert.Equal(t, "a:environ-dotenv-c", p.Services()[0].Image)
}

func TestABrokenDotEnvIsTold(t *testing.T) {
	folder := project(t, map[string]string{"compose.yaml": good, ".env": "A=1\nB C=2\n"})
	_, problems := Read(t.Context(), folder, "compose.yaml", nil)
	require.Len(t, problems, 1)
	assert.Equal(t, "ENV-FILE", problems[0].ID)
	assert.Equal(t, ".env:2", problems[0].Where())
}

func TestProfilesAreThoseOfTheEnvironment(t *testing.T) {
	files := map[string]string{"compose.yaml": in("  db:\n    image: b\n    profiles: [x]\n")}
	assert.Len(t, readGood(t, files).Services(), 1)
	assert.Len(t, readGood(t, files, "COMPOSE_PROFILES=y, x").Services(), 2)
}

func TestIncludeAndExtendsAreFollowed(t *testing.T) {
	p := readGood(t, map[string]string{
		"compose.yaml":    "include: [parts/db.yaml]\nservices:\n  web:\n    extends:\n      file: parts/base.yaml\n      service: base\n    restart: always\n",
		"parts/db.yaml":   "services:\n  db:\n    image: b\n",
		"parts/base.yaml": "services:\n  base:\n    image: a\n",
	})
	assert.Equal(t, "parts/db.yaml:3:5", p.At("db", "image"))
	assert.Equal(t, "parts/base.yaml:3:5", p.At("web", "image"))
	assert.Equal(t, "compose.yaml:7:5", p.At("web", "restart"))
}
