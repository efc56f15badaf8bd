package main

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"workshop.example/processes/services/internal/twelve"
)

// This file owns the routes: what each reads from a request, and how the
// result is answered.

const usage = "There are GET /fixtures (?team= &group= &stage= &date=), /fixtures/{id}, /teams, /groups/{A..H}, /healthz and /readyz."

// api answers requests from what the store holds.
type api struct {
	process *twelve.Process
	store   *store
}

func routes(p *twelve.Process, s *store) http.Handler {
	a := &api{p, s}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /fixtures", a.withMatches(fixtures))
	mux.HandleFunc("GET /fixtures/{id}", a.withMatches(fixture))
	mux.HandleFunc("GET /teams", a.withMatches(teams))
	mux.HandleFunc("GET /groups/{group}", a.withMatches(group))
	mux.HandleFunc("GET /healthz", p.Healthz)
	mux.HandleFunc("GET /readyz", a.withMatches(a.ready))
	return twelve.ProblemsFor(mux, usage)
}

// withMatches reads the matches for a handler, or answers that they cannot be
// had now.
func (a *api) withMatches(handle func(http.ResponseWriter, *http.Request, []Match)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		matches, err := a.store.matches(r.Context())
		switch {
		case errors.Is(err, errDamaged):
			a.process.Log.Error("fixtures damaged", "cause", err)
			twelve.WriteProblem(w, http.StatusInternalServerError, "The fixtures are damaged: "+err.Error())
		case err != nil:
			a.process.Log.Warn("fixtures out of reach", "cause", err)
			twelve.Unavailable(w, "The fixtures are out of reach: "+err.Error())
		default:
			handle(w, r, matches)
		}
	}
}

func fixtures(w http.ResponseWriter, r *http.Request, matches []Match) {
	f, err := parseFilter(r.URL.RawQuery, matches)
	if err != nil {
		var missed *missedChoice
		errors.As(err, &missed)
		twelve.WriteProblem(w, http.StatusBadRequest, missed.detail, missed.allowed...)
		return
	}
	twelve.WriteJSON(w, http.StatusOK, f.of(matches))
}

func fixture(w http.ResponseWriter, r *http.Request, matches []Match) {
	id, err := strconv.Atoi(r.PathValue("id"))
	at := slices.IndexFunc(matches, func(m Match) bool { return m.ID == id })
	if err != nil || at < 0 {
		twelve.WriteProblem(w, http.StatusNotFound, fmt.Sprintf("There is no match '%.40s'. The matches have the numbers 1 to %d.", r.PathValue("id"), len(matches)))
		return
	}
	twelve.WriteJSON(w, http.StatusOK, matches[at])
}

// teamInGroup is a team of /teams.
type teamInGroup struct {
	Team
	Group string `json:"group"`
}

func teams(w http.ResponseWriter, _ *http.Request, matches []Match) {
	twelve.WriteJSON(w, http.StatusOK, teamsOf(matches))
}

// teamsOf finds the teams, ordered by code, in the group matches.
func teamsOf(matches []Match) []teamInGroup {
	list := []teamInGroup{}
	for _, m := range matches {
		for _, t := range []Team{m.Home, m.Away} {
			if entry := (teamInGroup{t, m.Group}); m.Stage == "group" && !slices.Contains(list, entry) {
				list = append(list, entry)
			}
		}
	}
	slices.SortFunc(list, func(a, b teamInGroup) int { return strings.Compare(a.Code, b.Code) })
	return list
}

// groupTable is the answer of /groups/{group}.
type groupTable struct {
	Group string `json:"group"`
	Table []Row  `json:"table"`
}

func group(w http.ResponseWriter, r *http.Request, matches []Match) {
	name := strings.ToUpper(r.PathValue("group"))
	if !slices.Contains(groups, name) {
		twelve.WriteProblem(w, http.StatusNotFound, fmt.Sprintf("There is no group '%.40s'.", r.PathValue("group")), groups...)
		return
	}
	twelve.WriteJSON(w, http.StatusOK, groupTable{name, Table(filter{group: name}.of(matches))})
}

// ready has the matches in hand, so Redis serves; what remains is the process.
func (a *api) ready(w http.ResponseWriter, r *http.Request, _ []Match) { a.process.Healthz(w, r) }
