package watch

import (
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"
)

// maxHashed is the size in bytes up to which a file's content is compared. Of a
// larger one, size and time decide.
const maxHashed = 8 << 20

// content is a file as it was when last looked at.
type content struct {
	size   int64
	time   time.Time
	hash   uint64 // 0: not known; size and time decide then
	looked time.Time
}

var (
	hashSeed = maphash.MakeSeed()
	// Most files are small: a buffer for each would cost more than reading them.
	buffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}
)

// young says whether a file was written so shortly before (or after) a moment
// that a second write may have left size and time as they were: some file
// systems count time in steps of two seconds.
func young(written, at time.Time) bool {
	return at.Sub(written).Abs() <= 2*time.Second
}

// surely says whether a file that now has this size and time is the same file
// for certain, without reading it.
func (c content) surely(info fs.FileInfo) bool {
	return c.size == info.Size() && c.time.Equal(info.ModTime()) && (c.hash == 0 || !young(c.time, c.looked))
}

// same compares two looks at one path.
func (c content) same(other content) bool {
	if c.hash != 0 && other.hash != 0 {
		return c.size == other.size && c.hash == other.hash
	}
	return c.size == other.size && c.time.Equal(other.time)
}

// look reads what is at a path. Nothing is there also when it is no regular
// file: to open a named pipe would wait for its writer.
func look(path string) (found content, exists bool) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return content{}, false
	}
	found = contentOf(info)
	if info.Size() <= maxHashed {
		found.hash = hashFile(path)
	}
	return found, true
}

func contentOf(info fs.FileInfo) content {
	return content{size: info.Size(), time: info.ModTime(), looked: time.Now()}
}

// hashFile is 0 for a file that cannot be read.
func hashFile(path string) uint64 {
	file, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer file.Close()
	var hash maphash.Hash
	hash.SetSeed(hashSeed)
	buffer := buffers.Get().(*[32 << 10]byte)
	defer buffers.Put(buffer)
	if _, err := io.CopyBuffer(&hash, io.LimitReader(file, maxHashed), buffer[:]); err != nil {
		return 0
	}
	return max(hash.Sum64(), 1)
}
