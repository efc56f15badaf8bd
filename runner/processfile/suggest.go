package processfile

import (
	"os"
	"strings"
)

// This file owns "did you mean": finding the word that a misspelt one stands
// for.

// Suggest is the candidate that a word most likely stands for, "" when none is
// near. Letters' case, - and _ do not count; two neighbours that changed places
// are one mistake, and a third of the letters may be wrong.
func Suggest(word string, candidates []string) string {
	return suggestOf(word, plainWords(candidates))
}

// candidate is a word that a misspelt one may stand for, prepared once for any
// number of them.
type candidate struct {
	word  string
	plain []rune
}

func plainWords(words []string) []candidate {
	all := make([]candidate, len(words))
	for i, word := range words {
		all[i] = candidate{word, plainWord(word)}
	}
	return all
}

func suggestOf(word string, candidates []candidate) string {
	best, bestDistance := "", 1<<30
	plain := plainWord(word)
	for _, c := range candidates {
		short, long := min(len(plain), len(c.plain)), max(len(plain), len(c.plain))
		allowed := min(max(1, long/3), short-1, bestDistance-1)
		if long-short > allowed {
			continue // no distance is less than that, and most pairs end here
		}
		if distance := editDistance(plain, c.plain); distance <= allowed {
			best, bestDistance = c.word, distance
		}
	}
	return best
}

// maxWord bounds the words that are compared: a name of a megabyte is no typo.
const maxWord = 64

var mixedUp = strings.NewReplacer("_", "", "-", "", " ", "")

// plainWord is a word without what people mix up: case, _ and -.
func plainWord(word string) []rune {
	if len(word) > maxWord {
		word = word[:maxWord]
	}
	return []rune(mixedUp.Replace(strings.ToLower(word)))
}

func isOneMistake(x, y []rune) bool {
	return max(len(x), len(y))-min(len(x), len(y)) <= 1 && editDistance(x, y) == 1
}

// editDistance counts the insertions, deletions, changes and swaps of
// neighbours between two words (Damerau's distance, each place used once).
func editDistance(x, y []rune) int {
	var before []int
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}

// namesIn lists a folder, for suggestions; nothing when it cannot be read.
func namesIn(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 1000 {
		return nil
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	return names
}
