package platform

import (
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

// startGuardian needs no second process on Windows: the runner puts itself
// into a job object that the system closes, and empties, when the runner ends.
// Every child is in the job from birth.
func startGuardian() (*guardian, error) {
	gone := make(chan struct{})
	close(gone)
	return &guardian{pipe: discard{}, gone: gone}, enterJob()
}

var enterJob = sync.OnceValue(func() error {
	job, err := windows.CreateJobObject(nil, nil)
	if err != nil {
		return err
	}
	info := windows.JOBOBJECT_EXTENDED_LIMIT_INFORMATION{}
	// Who asks for it may leave the job: StartDetached does.
	info.BasicLimitInformation.LimitFlags = windows.JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | windows.JOB_OBJECT_LIMIT_BREAKAWAY_OK
	_, err = windows.SetInformationJobObject(job, windows.JobObjectExtendedLimitInformation,
		uintptr(unsafe.Pointer(&info)), uint32(unsafe.Sizeof(info)))
	if err != nil {
		return err
	}
	return windows.AssignProcessToJobObject(job, windows.CurrentProcess())
})

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Close() error                { return nil }

func ignoreSignals()     {}
func endGroups([]string) {}
