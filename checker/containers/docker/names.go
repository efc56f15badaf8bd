package docker

import "slices"

// ComposeNames are the names of a compose file, in the order in which Compose
// looks for it.
var ComposeNames = []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}

// DockerfileName is the name under which `docker build` looks for one.
const DockerfileName = "Dockerfile"

// AnswerNames are all names of files that an exercise with containers may ask
// for.
var AnswerNames = append(slices.Clone(ComposeNames), DockerfileName)
