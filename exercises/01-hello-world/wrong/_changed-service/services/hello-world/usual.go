package main

import "os"

func init() {
	if os.Getenv("PORT") == "" {
		_ = os.Setenv("PORT", "3000")
	}
}
