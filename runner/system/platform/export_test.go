package platform

// GuardianPid is the pid of this process's guardian; 0: none.
func GuardianPid() int {
	book.mu.Lock()
	defer book.mu.Unlock()
	if book.guardian == nil {
		return 0
	}
	return book.guardian.pid
}
