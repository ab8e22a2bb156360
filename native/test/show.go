// Prints all that an answer has, for test/native/languages.ts:
//
//	show FILE|- [home=DIR] [workload=NAME] [version=V] [released=DAY] [features=A,B] [search=MILLISECONDS]
package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"airlatch.dev/airlatch"
)

func main() {
	question := questionOf(os.Args[1:])
	kit := must(airlatch.Open(airlatchKit))
	answer := mustAnswer(kit.Check(question))
	line("changed kit", changedKit())
	line("zero in the version", tried(kit, airlatch.Question{Version: "2.3.1\x00x"}, needing("export\x00x")))
	line("feature without a name", tried(kit, needing("", "nothing")))
	line("same in 8 threads", sameInThreads(kit, question, answer))
	line("after closing", closed(kit))
	show(answer)
}

func must(kit *airlatch.Kit, err error) *airlatch.Kit {
	if err != nil {
		panic(err)
	}
	return kit
}

func mustAnswer(answer *airlatch.Answer, err error) *airlatch.Answer {
	if err != nil {
		panic(err)
	}
	return answer
}

func questionOf(arguments []string) (question airlatch.Question) {
	var err error
	if arguments[0] != "-" {
		if question.License, err = os.ReadFile(arguments[0]); err != nil {
			panic(err)
		}
	}
	for _, argument := range arguments[1:] {
		i := strings.IndexByte(argument, '=')
		switch name, value := argument[:i], argument[i+1:]; name {
		case "home":
			question.Home = value
		case "workload":
			question.Workload = value
		case "version":
			question.Version = value
		case "released":
			question.Released = value
		case "features":
			question.Features = strings.Split(value, ",")
		case "search":
			milliseconds, err := strconv.Atoi(value)
			if err != nil {
				panic(err)
			}
			question.Search = time.Duration(milliseconds) * time.Millisecond
		default:
			panic(name)
		}
	}
	return question
}

func changedKit() string {
	kit := append([]byte{}, airlatchKit...)
	kit[len(kit)-1] ^= 1
	_, err := airlatch.Open(kit)
	var refused *airlatch.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return "opened"
}

func needing(features ...string) airlatch.Question { return airlatch.Question{Features: features} }

func tried(kit *airlatch.Kit, questions ...airlatch.Question) string {
	for _, question := range questions {
		if _, err := kit.Check(question); err == nil {
			return "taken"
		}
	}
	return "refused"
}

func sameInThreads(kit *airlatch.Kit, question airlatch.Question, first *airlatch.Answer) int64 {
	var same int64
	var all sync.WaitGroup
	for i := 0; i < 8; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for j := 0; j < 125; j++ {
				if reflect.DeepEqual(mustAnswer(kit.Check(question)), first) {
					atomic.AddInt64(&same, 1)
				}
			}
		}()
	}
	all.Wait()
	return same
}

func closed(kit *airlatch.Kit) string {
	kit.Close()
	kit.Close()
	if _, err := kit.Check(airlatch.Question{}); err == airlatch.ErrClosed {
		return "closed"
	}
	return "open"
}

func line(label string, value interface{}) { fmt.Printf("%s: %v\n", label, value) }

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func hex(bytes []byte) string { return orNone(fmt.Sprintf("%x", bytes)) }

func day(at time.Time) string {
	if at.IsZero() {
		return "none"
	}
	return at.Format(time.RFC3339)
}

func feature(answer *airlatch.Answer, name string) string {
	switch one := answer.Feature(name); one.Type {
	case airlatch.Flag:
		return "flag"
	case airlatch.Integer:
		return fmt.Sprintf("integer %d", one.Number)
	case airlatch.Text:
		return "text " + one.Text
	}
	return "none"
}

func show(answer *airlatch.Answer) {
	valid, days, names := "no", "none", []string{}
	if answer.Valid {
		valid = "yes"
	}
	if answer.DaysLeft != airlatch.Never {
		days = strconv.FormatInt(answer.DaysLeft, 10)
	}
	for _, one := range answer.Features {
		names = append(names, one.Name)
	}
	line("valid", valid)
	line("reasons", strings.Join(answer.Reasons, " "))
	line("warnings", strings.Join(answer.Warnings, " "))
	line("ends at", day(answer.EndsAt))
	line("runs until", day(answer.RunsUntil))
	line("days left", days)
	line("features", strings.Join(names, " "))
	for _, name := range names {
		line("feature "+name, feature(answer, name))
	}
	line("number of edition or -1", answer.Number("edition", -1))
	line("number of projects or -1", answer.Number("projects", -1))
	line("text of projects", orNone(answer.Feature("projects").Text))
	line("type of nothing", feature(answer, "nothing"))
	line("type of export with a zero after it", feature(answer, "export\x00x"))
	line("product", orNone(answer.ProductName))
	line("contact", orNone(answer.Contact))
	line("computer", orNone(answer.ComputerID))
	line("source", orNone(answer.Source))
	line("key", orNone(answer.KeyID))
	line("activation", orNone(answer.ActivationID))
	line("licensee", orNone(answer.Licensee))
	line("version", orNone(answer.LicensedVersion))
	line("user data", hex([]byte(answer.UserData)))
	line("license", hex(answer.License))
}
