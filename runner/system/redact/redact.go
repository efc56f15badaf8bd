// Package redact takes out of a text what people must not see: [Redact] its
// secrets, [Harmless] what would speak to their terminal. Everything that
// quotes a learner's file, environment or program output passes through it
// before it is printed.
package redact

import "regexp"

// credentials finds scheme://user:password@ in a text. The user may be empty,
// as it is in most Redis URLs. The password reaches to the last @ of the word:
// one that holds an unescaped @, / or quote is no valid URL, but still a
// secret, so rather too much is hidden than too little. One slash is enough:
// cleaning a path takes the second one off.
var credentials = regexp.MustCompile(`([A-Za-z][A-Za-z0-9+.-]*:/+[^\s/:@"'<>]*:)([^\s]+)@`)

// port recognises host:port in front of a path or the end of a quotation:
// http://127.0.0.1:3000/@me has no password in it. Digits up to the very @ are
// one: redis://:12345@host.
var port = regexp.MustCompile(`^[0-9]{1,5}[/?#"'<>,;)]`)

// Redact is the text with the password of every URL in it replaced by ***.
// User, host and everything else stay as they are. It never fails.
func Redact(text string) string {
	return credentials.ReplaceAllStringFunc(text, func(found string) string {
		part := credentials.FindStringSubmatch(found)
		if port.MatchString(part[2]) {
			// What follows the port may hold a URL of its own.
			return part[1] + Redact(part[2]+"@")
		}
		return part[1] + "***@"
	})
}
