// A program that runs only with a valid license: one that is installed on this computer, or a file passed to it.
// airlatch_kit.go is the vendor's kit, written by `airlatch-vendor kit PRODUCT --format go`. docs/guides/native-go.md
// shows how to make it, and how to build this.
//
//	licensed [FILE]
package main

import (
	"fmt"
	"os"
	"time"

	"airlatch.dev/airlatch"
)

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(arguments []string) int {
	kit, err := airlatch.Open(airlatchKit)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	defer kit.Close()
	question := airlatch.Question{Version: "2.3.1", Released: "2026-11-30"}
	if len(arguments) > 0 {
		if question.License, err = os.ReadFile(arguments[0]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
	}
	answer, err := kit.Check(question)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	if !answer.Valid {
		for _, reason := range answer.Reasons {
			fmt.Fprintln(os.Stderr, "Not licensed:", reason)
		}
		return 1
	}
	fmt.Println("product:", answer.ProductName)
	if answer.Licensee != "" {
		fmt.Println("licensed to:", answer.Licensee)
	}
	if !answer.EndsAt.IsZero() { // the first second after its end
		fmt.Println("last day:", answer.EndsAt.Add(-time.Second).Format("2006-01-02"))
	}
	if answer.DaysLeft != airlatch.Never {
		fmt.Println("days left:", answer.DaysLeft)
	}
	for _, warning := range answer.Warnings {
		fmt.Println("warning:", warning)
	}
	export := "no"
	if answer.Has("export") {
		export = "yes"
	}
	fmt.Println("export:", export)
	return 0
}
