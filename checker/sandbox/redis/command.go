package redis

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"workshop.example/processes/checker/patience"
)

// command has a Redis carry out commands whose answer is OK. A client library
// would make every first run compile it, for two words.
func (r *Redis) command(ctx context.Context, addr string, user *url.Userinfo, commands ...string) error {
	ctx, cancel := r.cfg.Clock.Within(ctx, patience.RedisCommand)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	answers := bufio.NewReader(conn)
	for _, words := range append(login(user), split(commands)...) {
		if _, err := conn.Write(encode(words)); err != nil {
			return err
		}
		answer, err := answers.ReadString('\n')
		if err != nil {
			return err
		}
		if !strings.HasPrefix(answer, "+") {
			return errors.New(strings.TrimSpace(strings.TrimPrefix(answer, "-")))
		}
	}
	return nil
}

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

func split(commands []string) [][]string {
	var all [][]string
	for _, c := range commands {
		all = append(all, strings.Fields(c))
	}
	return all
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
