package main

import "example.invalid/redis"

func main() {
	redis.Connect()
}
