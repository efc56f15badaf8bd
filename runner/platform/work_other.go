//go:build !linux

package platform

// WorkOf cannot tell on this system.
func WorkOf(int) (w Work, known bool) { return Work{}, false }

func tasksOf(map[string]bool) (all map[string]taskTimes, known bool) { return nil, false }
