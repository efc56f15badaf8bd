package ready

import (
	"runtime"
	"strings"
)

// This file owns what a person is told to do about each kind of trouble.

const goos = runtime.GOOS

// machine is what of a machine decides which words help.
type machine struct {
	os      string // as GOOS
	host    string // DOCKER_HOST
	wsl     bool   // Linux within Windows
	classic bool   // DOCKER_BUILDKIT says no
}

func (m machine) noClient() *Problem {
	do := "install Docker, see https://docs.docker.com/get-started/get-docker/, then open a new terminal"
	if m.wsl {
		do = "start Docker Desktop on Windows, and switch on its WSL integration for this distribution"
	}
	return &Problem{Kind: NoClient, Seen: "there is no docker command on the PATH", Do: do}
}

func (m machine) notDocker() *Problem {
	return &Problem{Kind: NotDocker, Seen: "the docker command here is Podman's, which builds and runs in other ways",
		Do: "install Docker, see https://docs.docker.com/get-started/get-docker/"}
}

// noEngine is told where nothing answers: "unix:///var/run/docker.sock".
func (m machine) noEngine(at string) *Problem {
	if m.host != "" {
		return &Problem{Kind: NoEngine, Seen: "DOCKER_HOST is " + m.host + ", and no engine answers there",
			Do: "start that engine, or take the one that docker finds by itself:\n" + m.forget("DOCKER_HOST")}
	}
	return &Problem{Kind: NoEngine, Seen: "Docker's engine is not running", Do: m.start(at)}
}

// start says how an engine is started, by where it would answer.
func (m machine) start(at string) string {
	at = strings.ToLower(at)
	for _, program := range []struct{ sign, do string }{
		{"colima", "start it:\ncolima start"},
		{"orbstack", "start OrbStack, and try again when it is up"},
		{"/.rd/", "start Rancher Desktop, and try again when it is up"},
		{"/run/user/", "start it:\nsystemctl --user start docker"},
	} {
		if strings.Contains(at, program.sign) {
			return program.do
		}
	}
	switch {
	case m.os == "darwin":
		return "start Docker Desktop (or what you use in its place), and try again when it is up:\nopen -a Docker"
	case m.os == "windows" || strings.Contains(at, "desktop"):
		return "start Docker Desktop, and try again when it says that its engine is running"
	case m.wsl:
		return "start Docker Desktop on Windows, with its WSL integration for this distribution; if Docker is installed in WSL itself:\nsudo service docker start"
	}
	return "start Docker Desktop if that is what is installed, otherwise:\nsudo systemctl start docker"
}

// either is what helps on Linux, or where Docker Desktop is what people have.
func (m machine) either(linux, desktop string) string {
	if m.os == "linux" && !m.wsl {
		return linux
	}
	return desktop
}

// restart says how an engine is started once more.
func (m machine) restart() string {
	return m.either("start Docker Desktop again if that is what is installed, otherwise:\nsudo systemctl restart docker",
		"start Docker Desktop again, and wait until it says that its engine is running")
}

// forget is the command that takes a variable out of the environment.
func (m machine) forget(variable string) string {
	if m.os == "windows" {
		return "Remove-Item Env:" + variable
	}
	return "unset " + variable
}

func (m machine) noPermission() *Problem {
	p := &Problem{Kind: NoPermission, Seen: "you may not talk to Docker's engine: its socket is for the group docker"}
	switch m.os {
	case "windows":
		p.Seen = "you may not talk to Docker's engine: its pipe is for the group docker-users"
		p.Do = "in a terminal of an administrator, then sign in to Windows again:\nnet localgroup docker-users %USERNAME% /add"
	case "darwin":
		p.Seen = "you may not talk to Docker's engine: its socket belongs to somebody else"
		p.Do = m.restart()
	default:
		p.Do = "join the group (its members may do all that root may), then log out and in again:\nsudo usermod -aG docker $USER"
	}
	return p
}

func (m machine) notAnswering() *Problem {
	return &Problem{Kind: NotAnswering, Seen: "Docker's engine does not answer: it starts up, or it hangs",
		Do: "wait a minute if it was started just now; else " + m.restart()}
}

// remote is told how it is known: "DOCKER_HOST is ssh://…".
func (m machine) remote(how string) *Problem {
	do := "use an engine on this machine:\n" + m.forget("DOCKER_HOST")
	if m.host == "" {
		do = "use an engine on this machine:\ndocker context use default"
	}
	return &Problem{Kind: RemoteEngine,
		Seen: how + ", which is another machine: ports of containers and folders of this machine could not be used there", Do: do}
}

func windowsContainers() *Problem {
	return &Problem{Kind: WindowsContainers, Seen: "Docker runs Windows containers here, and the images of the exercises are for Linux",
		Do: `in Docker Desktop's menu take "Switch to Linux containers"`}
}

func (m machine) oldEngine(what string) *Problem {
	return &Problem{Kind: OldEngine, Seen: what + "; 23.0 is the first that builds with BuildKit by itself",
		Do: m.either("update it, see https://docs.docker.com/engine/install/", "update Docker Desktop")}
}

func (m machine) noBuildx(seen string) *Problem {
	return &Problem{Kind: NoBuildx, Seen: seen + ", so images cannot be built with BuildKit",
		Do: m.either("install it; for the packages of docker.com (of Debian and Ubuntu: docker-buildx):\nsudo apt-get install docker-buildx-plugin",
			"start Docker Desktop again, or see https://docs.docker.com/go/buildx/")}
}

// composePlugin says how Compose is installed.
func (m machine) composePlugin() string {
	return m.either("see https://docs.docker.com/compose/install/; with the packages of docker.com:\nsudo apt-get install docker-compose-plugin",
		"update Docker Desktop, or see https://docs.docker.com/compose/install/")
}

func (m machine) noCompose(old bool) *Problem {
	seen := "`docker compose` is not there"
	if old {
		seen += "; the command docker-compose is, which is another program"
	}
	return &Problem{Kind: NoCompose, Seen: seen, Do: m.composePlugin()}
}

func (m machine) oldCompose(version string) *Problem {
	return &Problem{Kind: OldCompose, Seen: "Compose is version " + version + "; " + oldestCompose + " or newer is needed", Do: m.composePlugin()}
}

func (m machine) diskFull() *Problem {
	return &Problem{Kind: DiskFull, Seen: "there is no space left for Docker's images and containers",
		Do: m.either("make room", "make room, or give Docker Desktop a larger disk (Settings, Resources)") +
			"; this removes build caches, stopped containers and images without a name:\ndocker system prune"}
}

func (m machine) noAddresses() *Problem {
	return &Problem{Kind: NoAddresses, Seen: "Docker has no addresses left for another network",
		Do: "remove the networks that nothing uses; a VPN takes addresses, too:\ndocker network prune"}
}

func (m machine) unwell(said string) *Problem {
	return &Problem{Kind: Unwell, Seen: "Docker's engine has trouble of its own: " + said, Do: m.restart()}
}
