package main

import "net/http"

func main() {
	http.ListenAndServ(":3000", nil)
}
