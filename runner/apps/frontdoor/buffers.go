package frontdoor

import "sync"

// bufferSize is what io.Copy would allocate anew for every answer.
const bufferSize = 32 << 10

// buffers lends copy buffers to the reverse proxy ([httputil.BufferPool]). It
// keeps pointers to arrays: a slice put into a sync.Pool costs an allocation.
type buffers struct{}

var spare = sync.Pool{New: func() any { return new([bufferSize]byte) }}

func (buffers) Get() []byte  { return spare.Get().(*[bufferSize]byte)[:] }
func (buffers) Put(b []byte) { spare.Put((*[bufferSize]byte)(b)) }
