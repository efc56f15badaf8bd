package main

var port int = "three thousand"
