package redis

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"workshop.example/processes/checker/patience"
)

// command has a Redis carry out commands, and returns the answer to the last. A
// client library would make every first run compile it, for a few words.
func (r *Redis) command(ctx context.Context, commands ...[]string) (answer string, err error) {
	ctx, cancel := r.cfg.Clock.Within(ctx, patience.RedisCommand)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", r.target())
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	answers := bufio.NewReader(conn)
	for _, words := range append(login(r.user()), commands...) {
		if _, err := conn.Write(encode(words)); err != nil {
			return "", err
		}
		if answer, err = decode(answers); err != nil {
			return "", err
		}
	}
	return answer, nil
}

// decode reads one answer: a status, a number or a string, which is "" where
// there is none.
func decode(answers *bufio.Reader) (string, error) {
	line, err := answers.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	switch kind, rest := line[:min(1, len(line))], line[min(1, len(line)):]; kind {
	case "+", ":":
		return rest, nil
	case "-":
		return "", errors.New(rest)
	case "$":
		return decodeString(answers, rest)
	}
	return "", fmt.Errorf("an answer that is not understood here: %.40q", line)
}

func decodeString(answers *bufio.Reader, length string) (string, error) {
	n, err := strconv.Atoi(length)
	if err != nil || n > longestString {
		return "", fmt.Errorf("a string of the length %.20q", length)
	}
	if n < 0 {
		return "", nil // there is none
	}
	text := make([]byte, n+len("\r\n"))
	_, err = io.ReadFull(answers, text)
	return string(text[:n]), err
}

// longestString bounds a string that is read, in bytes.
const longestString = 1 << 20

// login is the command that says who we are, if anybody.
func login(user *url.Userinfo) [][]string {
	password, given := user.Password()
	switch {
	case user == nil || !given:
		return nil
	case user.Username() == "":
		return [][]string{{"AUTH", password}}
	}
	return [][]string{{"AUTH", user.Username(), password}}
}

// encode is a command in Redis's protocol (RESP): an array of strings.
func encode(words []string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "*%d\r\n", len(words))
	for _, w := range words {
		fmt.Fprintf(&b, "$%d\r\n%s\r\n", len(w), w)
	}
	return []byte(b.String())
}
