package control

import "io/fs"

// ownerOf knows nothing here: a folder inherits its access list from the user's
// own folders, and that has to do.
func ownerOf(fs.FileInfo) (uid int, known bool) { return 0, false }
