package main

import (
	"os"
	"testing"

	"garagemail/ui/programtest"
)

func TestMain(m *testing.M) {
	if os.Getenv(programtest.AsProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}
