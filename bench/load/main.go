// Command hwload puts load on a broker, or on its floor, and prints what it saw as one JSON object. It sends requests
// that were encoded once and looks into answers no further than counting needs, so that what it measures is the server.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"runtime/pprof"
	"syscall"
)

type command struct {
	summary string
	// define adds the command's flags and returns what runs once they are parsed; what that returns is printed as JSON.
	define func(flags *flag.FlagSet) func(ctx context.Context) (any, error)
}

var commands = map[string]command{
	"create-topic": {"creates a topic", createTopicCommand},
	"empty":        {"calls that take and give nothing, on the floor", emptyCommand},
	"fanout":       {"produces at a rate to many subscribers, and times each record", fanoutCommand},
	"fill":         {"appends a number of records, then stops", fillCommand},
	"first-answer": {"starts a broker, and times its first answer", firstAnswerCommand},
	"groups":       {"reads a topic as many groups, which commit each batch", groupsCommand},
	"latency":      {"produces at a rate to one subscriber, and times each record", latencyCommand},
	"produce":      {"appends records for a while", produceCommand},
	"replay":       {"reads topics from the earliest record to the latest, again and again", replayCommand},
}

func main() {
	// What is live takes little: collected rarely, it keeps pauses out of the latencies and buffers in their pools.
	debug.SetGCPercent(1000)
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "hwload:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("give a command\n" + usage())
	}
	name := args[0]
	found, ok := commands[name]
	if !ok {
		return fmt.Errorf("%s is not a command\n%s", name, usage())
	}
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	cpuProfile := flags.String("cpu-profile", "", "write a CPU profile of this process to this `file`")
	start := found.define(flags)
	if err := flags.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if *cpuProfile != "" {
		file, err := os.Create(*cpuProfile)
		if err != nil {
			return err
		}
		defer file.Close()
		if err := pprof.StartCPUProfile(file); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	result, err := start(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func usage() string {
	text := "usage: hwload COMMAND [flags]; hwload COMMAND --help lists its flags. The commands are"
	for _, name := range sortedKeys(commands) {
		text += fmt.Sprintf("\n  %-13s %s", name, commands[name].summary)
	}
	return text
}
