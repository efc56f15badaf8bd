// Package ages has a rule that its test knows, and one that it does not.
package ages

// Adult is decided on the very day.
func Adult(age, limit int) bool { return age >= limit }

// Old is decided on the very day, too.
func Old(age, limit int) bool { return age > limit }
