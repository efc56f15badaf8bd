package main

import (
	"bufio"
	"fmt"
	"log"
	"net"
	"net/url"
	"os"
	"strings"
)

// clearVisits deletes the counter, in Redis's protocol.
func clearVisits() {
	redis, err := url.Parse(os.Getenv("REDIS_URL"))
	if err != nil {
		log.Fatal("REDIS_URL is no URL")
	}
	conn, err := net.Dial("tcp", redis.Host)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	user := redis.User.Username()
	if user == "" {
		user = "default"
	}
	database := strings.Trim(redis.Path, "/")
	if database == "" {
		database = "0"
	}
	commands := [][]string{{"SELECT", database}, {"DEL", "hello-world:visits"}}
	if password, given := redis.User.Password(); given {
		commands = append([][]string{{"AUTH", user, password}}, commands...)
	}
	for _, words := range commands {
		fmt.Fprintf(conn, "*%d\r\n", len(words))
		for _, word := range words {
			fmt.Fprintf(conn, "$%d\r\n%s\r\n", len(word), word)
		}
		if answer, err := answers.ReadString('\n'); err != nil || answer[0] == '-' {
			log.Fatal("Redis refused: ", answer, err)
		}
	}
}
