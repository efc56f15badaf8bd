package compare

// FieldNames are the fields of the table.
func FieldNames() []string {
	var names []string
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}

// Apart are the fields that are compared by what comes of them.
func Apart() []string { return []string{"name", "script", "env", "env_file", "port"} }
