module workshop.example/processes

go 1.24
