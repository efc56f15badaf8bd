package check

import (
	"errors"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"workshop.example/processes/checker/sandbox"
)

func TestNotesBelongToOneRunAndOneType(t *testing.T) {
	type one struct{ n int }
	type other struct{ n int }
	first, second := &Run{}, &Run{}
	Notes[one](first).n = 7
	assert.Equal(t, 7, Notes[one](first).n)
	assert.Zero(t, Notes[other](first).n)
	assert.Zero(t, Notes[one](second).n)
}

func TestAGreetingIsWhatThisRunsHelloWorldSays(t *testing.T) {
	r := &Run{Box: &sandbox.Box{Run: "TAG"}}
	answer := Answer{Status: http.StatusOK, Run: "TAG", Body: `{"message":"a \"b\" = c","instance":"0"}`}
	assert.Equal(t, `a "b" = c`, answer.Greeting())
	assert.True(t, r.Says(answer, `a "b" = c`))
	assert.False(t, r.Says(answer, "a"))

	strange := answer
	strange.Run = "OTHER"
	assert.False(t, r.Says(strange, answer.Greeting()), "another run's")
	ill := answer
	ill.Status = http.StatusServiceUnavailable
	assert.False(t, r.Says(ill, answer.Greeting()))
	assert.Empty(t, Answer{Body: "Hello"}.Greeting(), "no JSON")
	assert.Empty(t, Answer{Body: answer.Body, Err: errors.New("cut off")}.Greeting())
}
