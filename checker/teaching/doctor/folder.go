package doctor

import "workshop.example/processes/checker/kit"

// This file owns the question whether the kit is there once: an archive that
// was unpacked inside the kit gives two, and what is written in one of them is
// not seen by the checker of the other.

type folderFacts struct {
	kit   string
	other string // another copy of the kit, above or below; "": none
}

func lookAtFolder(folder string) folderFacts { return folderFacts{folder, kit.Other(folder)} }

func judgeFolder(f folderFacts) finding {
	if f.other != "" {
		return warn("there are two copies of the kit, one inside the other: "+f.kit+" and "+f.other,
			"write in one of the two, and call the checker in the same one; if you have written nothing in the other, remove it")
	}
	return ok("%s", f.kit)
}
