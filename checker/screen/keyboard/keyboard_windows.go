package keyboard

import (
	"os"

	"golang.org/x/term"
)

func singleKeys(terminal int) (*term.State, error) { return term.MakeRaw(terminal) }

func inForeground(*os.File) bool { return true }

// heedSignals: a console sends none that would leave it changed.
func (k *Keyboard) heedSignals() {}
