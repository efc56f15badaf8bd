package saved_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/runner/processfile/internal/saved"
)

func encode(order binary.AppendByteOrder, text string) []byte {
	var all []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		all = order.AppendUint16(all, unit)
	}
	return all
}

func TestTheEncodingIsTold(t *testing.T) {
	const plain = "// Grüße, 你好 🙂\nmodule.exports = { apps: [] }\n"
	for name, c := range map[string]struct {
		content        []byte
		text, encoding string
	}{
		"UTF-8":                {[]byte(plain), plain, ""},
		"with a mark":          {[]byte("\ufeff" + plain), plain, ""},
		"little, with a mark":  {encode(binary.LittleEndian, "\ufeff"+plain), "", "UTF-16"},
		"big, with a mark":     {encode(binary.BigEndian, "\ufeff"+plain), "", "UTF-16"},
		"little":               {encode(binary.LittleEndian, plain), "", "UTF-16"},
		"big":                  {encode(binary.BigEndian, plain), "", "UTF-16"},
		"a mark alone":         {[]byte("\xff\xfe"), "", "UTF-16"},
		"UTF-32":               {[]byte("\xff\xfe\x00\x00/\x00\x00\x00"), "", "UTF-32"},
		"UTF-32, big":          {[]byte("\x00\x00\xfe\xff\x00\x00\x00/"), "", "UTF-32"},
		"nothing":              {nil, "", ""},
		"a zero byte":          {[]byte("a = 'x\x00y'"), "a = 'x\x00y'", ""},
		"a longer one":         {[]byte("a = '\x00'" + strings.Repeat("x", 600)), "a = '\x00'" + strings.Repeat("x", 600), ""},
		"Latin-1, as it comes": {[]byte("// Gr\xfc\xdfe\n"), "// Gr\xfc\xdfe\n", ""},
	} {
		got, encoding := saved.Text(c.content)
		assert.Equal(t, c.text, got, name)
		assert.Equal(t, c.encoding, encoding, name)
	}
}
