//go:build unix && !race

package behaviour

const raceDetector = false
