package platformtest

import "os/exec"

func leaveGroup(*exec.Cmd) {}
