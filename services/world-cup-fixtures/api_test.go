package main

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"workshop.example/processes/services/internal/servicetest"
	"workshop.example/processes/services/internal/twelve"
)

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// serve gives the routes and the embedded Redis behind them, without a process.
func serve(t *testing.T) (http.Handler, *miniredis.Miniredis) {
	t.Helper()
	server := miniredis.RunT(t)
	s := openStore(&redis.Options{Addr: server.Addr()}, discard())
	t.Cleanup(s.close)
	return routes(&twelve.Process{Log: discard()}, s), server
}

func call(handler http.Handler, method, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w
}

func TestFixturesAreNarrowedDownByFilters(t *testing.T) {
	handler, _ := serve(t)
	tests := []struct {
		query string
		want  []int
	}{
		{"team=JPN&stage=group", []int{16, 32, 47}},
		{"team=south+korea", []int{12, 28, 43}},
		{"team=kor&date=2018-06-27", []int{43}},
		{"group=h&date=2018-06-28", []int{48, 47}},
		{"group=A&stage=final", nil},
		{"stage=Semi-Final", []int{61, 62}},
		{"date=2018-07-15", []int{64}},
		{"date=2019-01-01", nil},
		{"team=&group=&stage=final&date=", []int{64}},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			w := call(handler, "GET", "/fixtures?"+test.query)
			require.Equal(t, 200, w.Code, w.Body)
			var matches []Match
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &matches))
			require.NotNil(t, matches, "none is an empty array, not null")
			var ids []int
			for _, m := range matches {
				ids = append(ids, m.ID)
			}
			assert.ElementsMatch(t, test.want, ids)
		})
	}
}

func TestAllFixturesComeInTheOrderOfTheirKickOffs(t *testing.T) {
	handler, _ := serve(t)
	var matches []Match
	require.NoError(t, json.Unmarshal(call(handler, "GET", "/fixtures").Body.Bytes(), &matches))
	assert.Len(t, matches, 64)
	assert.True(t, slices.IsSortedFunc(matches, func(a, b Match) int { return a.Kickoff.Compare(b.Kickoff) }))
}

func TestWrongQuestionsAreAnsweredWithWhatIsAllowed(t *testing.T) {
	handler, _ := serve(t)
	tests := []struct {
		method, target string
		status         int
		detail         string
		allowed        int
	}{
		{"GET", "/fixtures?team=Italy", 400, `There is no team 'Italy'.`, 32},
		{"GET", "/fixtures?group=I", 400, `There is no group 'I'.`, 8},
		{"GET", "/fixtures?stage=semi", 400, `There is no stage 'semi'.`, 6},
		{"GET", "/fixtures?date=14.6.2018", 400, `'14.6.2018' is no date; a date looks like 2018-06-14.`, 0},
		{"GET", "/fixtures?date=2018-02-30", 400, "is no date", 0},
		{"GET", "/fixtures?teem=GER", 400, `There is no filter 'teem'.`, 4},
		{"GET", "/fixtures?team=GER&team=MEX", 400, "give it once", 0},
		{"GET", "/fixtures?team=%zz", 400, "cannot be read", 0},
		{"GET", "/fixtures/65", 404, `There is no match '65'.`, 0},
		{"GET", "/fixtures/0", 404, "1 to 64", 0},
		{"GET", "/fixtures/final", 404, `'final'`, 0},
		{"GET", "/groups/I", 404, `There is no group 'I'.`, 8},
		{"GET", "/", 404, "GET /fixtures", 0},
		{"GET", "/matches", 404, "GET /fixtures", 0},
		{"POST", "/fixtures", 405, "GET /fixtures", 0},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.target, func(t *testing.T) {
			w := call(handler, test.method, test.target)
			assert.Equal(t, test.status, w.Code)
			assert.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
			var problem twelve.Problem
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &problem))
			assert.Equal(t, test.status, problem.Status)
			assert.Contains(t, problem.Detail, test.detail)
			assert.Len(t, problem.Allowed, test.allowed)
		})
	}
}

func TestMatchTellsExtraTimeAndPenalties(t *testing.T) {
	handler, _ := serve(t)
	w := call(handler, "GET", "/fixtures/59")
	require.Equal(t, 200, w.Code)
	assert.JSONEq(t, `{"id": 59, "kickoff": "2018-07-07T18:00:00Z", "stage": "quarter-final",
		"home": {"code": "RUS", "name": "Russia"}, "away": {"code": "CRO", "name": "Croatia"},
		"venue": "Fisht Stadium", "city": "Sochi", "score": {"home": 1, "away": 1},
		"after_extra_time": {"home": 2, "away": 2}, "penalties": {"home": 3, "away": 4}}`, w.Body.String())
}

func TestTeamsAreListedByCode(t *testing.T) {
	handler, _ := serve(t)
	var list []teamInGroup
	require.NoError(t, json.Unmarshal(call(handler, "GET", "/teams").Body.Bytes(), &list))
	assert.Len(t, list, 32)
	assert.Equal(t, teamInGroup{Team{"ARG", "Argentina"}, "D"}, list[0])
	assert.Equal(t, "URU", list[31].Code)
}

func TestGroupIsFoundWhateverItsCase(t *testing.T) {
	handler, _ := serve(t)
	var table groupTable
	require.NoError(t, json.Unmarshal(call(handler, "GET", "/groups/h").Body.Bytes(), &table))
	assert.Equal(t, "H", table.Group)
	assert.Equal(t, "COL 6, JPN 4 (fair play points), SEN 4 (fair play points), POL 3", order(table.Table))
}

func TestWhatSomebodyChangedInRedisIsServed(t *testing.T) {
	handler, server := serve(t)
	call(handler, "GET", "/readyz")
	server.HSet(matchesKey, "64", strings.Replace(server.HGet(matchesKey, "64"), "Moscow", "Saratov", 1))
	assert.Contains(t, call(handler, "GET", "/fixtures/64").Body.String(), "Saratov")
}

func TestDamagedMatchIsA500ThatNamesIt(t *testing.T) {
	handler, server := serve(t)
	call(handler, "GET", "/readyz")
	server.HSet(matchesKey, "7", "{")
	w := call(handler, "GET", "/fixtures")
	assert.Equal(t, 500, w.Code)
	assert.Contains(t, w.Body.String(), "match 7 in Redis")
}

func TestReadyzNeedsRedisAndHealthzDoesNot(t *testing.T) {
	handler, server := serve(t)
	assert.Equal(t, 200, call(handler, "GET", "/readyz").Code)
	server.Close()
	assert.Equal(t, 503, call(handler, "GET", "/readyz").Code)
	assert.Equal(t, 200, call(handler, "GET", "/healthz").Code)
	require.NoError(t, server.Start())
	require.EventuallyWithT(t, func(c *assert.CollectT) {
		assert.Equal(c, 200, call(handler, "GET", "/readyz").Code)
	}, servicetest.Patience(t), 20*time.Millisecond)
}

func FuzzFilterRefusesOrAnswers(f *testing.F) {
	f.Add("team=kor&group=H&stage=group&date=2018-06-14")
	f.Add("team=%E2%84%AAOR&x")
	f.Fuzz(func(t *testing.T, query string) {
		got, err := parseFilter(query, recorded())
		if err != nil {
			assert.IsType(t, &missedChoice{}, err)
			return
		}
		assert.LessOrEqual(t, len(got.of(recorded())), 64)
		assert.True(t, got.group == "" || slices.Contains(groups, got.group))
		assert.True(t, got.stage == "" || slices.Contains(stages, got.stage))
	})
}
