package doctor

import "runtime"

// processors is how many instances the runner starts for `instances: "max"`.
func processors() int { return runtime.NumCPU() }

func judgeProcessors(n int) finding {
	if n < 2 {
		return warn(`one: instances: "max" starts one instance here`, "where an exercise wants several instances, write their number")
	}
	return ok("%d", n)
}
