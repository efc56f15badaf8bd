package wire

import "net"

// quiet cannot be told on Windows without starting an overlapped read. A
// connection that the service has closed is then found out by using it.
func quiet(net.Conn) bool { return true }
