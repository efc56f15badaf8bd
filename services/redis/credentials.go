package main

import (
	"net/url"
	"os"
	"strings"

	"workshop.example/processes/services/internal/twelve"
)

// This file owns the users who may log in.

// credential is a user with a password, both as they are, not encoded.
type credential struct{ user, password string }

// defaultUser is whom a client means that sends a password and no user.
const defaultUser = "default"

// credentialsFromEnv reads REDIS_CREDENTIALS; none at all means that no
// password is needed. An error names the line and repeats none of it: what
// stands in the wrong place may well be the password.
func credentialsFromEnv() ([]credential, error) {
	var all []credential
	number := 0
	for line := range strings.Lines(os.Getenv("REDIS_CREDENTIALS")) {
		number++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		one, ok := parseCredential(line)
		if !ok {
			return nil, twelve.ConfigError("REDIS_CREDENTIALS, line %d, is not user:password or :password; special characters must be percent-encoded (: is %%3A, %% is %%25)", number)
		}
		all = append(all, one)
	}
	return all, nil
}

// parseCredential reads user:password as it stands in a URL before the @. A
// password is required: no client sends an empty one.
func parseCredential(line string) (credential, bool) {
	userPart, passwordPart, _ := strings.Cut(line, ":")
	user, userErr := url.PathUnescape(userPart) // Unlike a query, a + is a plus here.
	password, passwordErr := url.PathUnescape(passwordPart)
	if userErr != nil || passwordErr != nil || password == "" {
		return credential{}, false
	}
	if user == "" {
		user = defaultUser
	}
	return credential{user, password}, true
}
