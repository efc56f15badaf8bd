package control

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"os"
	"runtime"
	"sync"
)

// BuildID tells builds of the runner apart: a hash of the program's size and of
// its first 64 KiB, where the linker writes the identity of the build. Reading
// all of it would cost more than a `status`. It is "" when the program cannot
// be read.
var BuildID = sync.OnceValue(func() string {
	path, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(path)
	if err != nil && runtime.GOOS == "linux" {
		f, err = os.Open("/proc/self/exe") // there even when the file has been removed
	}
	if err != nil {
		return ""
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return ""
	}
	sum := sha256.New()
	_ = binary.Write(sum, binary.LittleEndian, info.Size())
	if _, err := io.CopyN(sum, f, 64<<10); err != nil && err != io.EOF {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
})
