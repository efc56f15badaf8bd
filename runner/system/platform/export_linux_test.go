package platform

// ReapForeign collects the zombies of this process that are not in mine.
func ReapForeign(mine map[int]bool) {
	reapForeign(func(f func(map[int]bool)) { f(mine) })
}

// OwnerAlive and OwnerName are of the owner in a tag.
func OwnerAlive(name string) bool { return ownerAlive(name) }
func OwnerName() string           { return owner() }
