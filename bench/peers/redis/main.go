// Command redis reads Redis streams: what redis-benchmark can't do, which repeats one command with one position.
//
// Replies are counted as they pass, without an object per record, which is as fast as a reader can be.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"time"

	"headwater.example/peers/openloop"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("usage: redis replay|latency [flags]")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	server := flags.String("server", "127.0.0.1:6379", "`host:port`")
	valueBytes := flags.Int("value-bytes", 100, "bytes of a value")
	seconds := flags.Float64("seconds", 3, "for how long")
	partitions := flags.Int("partitions", 1, "streams")
	count := flags.Int("count", 1000, "records of a stream that a command asks for")
	rate := flags.Int("rate", 1000, "records per second")
	warmup := flags.Float64("warmup", 1, "seconds that aren't counted")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	duration := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

	var result any
	var err error
	switch args[0] {
	case "replay":
		result, err = replay(*server, *partitions, *count, duration(*seconds))
	case "latency":
		result, err = latency(*server, openloop.Config{
			Rate: *rate, Warmup: duration(*warmup), Duration: duration(*seconds), ValueBytes: *valueBytes,
		})
	default:
		err = fmt.Errorf("unknown command %q", args[0])
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// streamName is what redis-benchmark makes of s:__rand_int__.
func streamName(partition int) string {
	return fmt.Sprintf("s:%012d", partition)
}

type throughput struct {
	Records int     `json:"records"`
	Seconds float64 `json:"seconds"`
}

// replay reads all streams from their start, again and again until the time is over; a replay that has begun is
// finished.
func replay(server string, partitions, count int, atLeast time.Duration) (throughput, error) {
	c, err := dial(server)
	if err != nil {
		return throughput{}, err
	}
	defer c.Close()
	start := time.Now()
	records := 0
	for time.Since(start) < atLeast {
		n, err := replayOnce(c, partitions, count)
		if err != nil {
			return throughput{}, err
		}
		if n == 0 {
			return throughput{}, errors.New("the streams are empty: produce first")
		}
		records += n
	}
	return throughput{Records: records, Seconds: time.Since(start).Seconds()}, nil
}

func replayOnce(c *conn, partitions, count int) (int, error) {
	positions := make(map[string]string, partitions)
	command := []string{"XREAD", "COUNT", strconv.Itoa(count), "STREAMS"}
	first := len(command) + partitions
	for p := range partitions {
		command = append(command, streamName(p))
	}
	for range partitions {
		command = append(command, "0")
	}
	for total := 0; ; {
		if err := c.send(command...); err != nil {
			return 0, err
		}
		n, err := c.readStreams(positions, func([]byte) {})
		if err != nil {
			return 0, err
		}
		if n == 0 {
			return total, nil
		}
		total += n
		for p := range partitions {
			if id, ok := positions[streamName(p)]; ok {
				command[first+p] = id
			}
		}
	}
}

// latency adds records one by one, without waiting for answers, while another connection waits for them.
func latency(server string, config openloop.Config) (openloop.Result, error) {
	producer, err := dial(server)
	if err != nil {
		return openloop.Result{}, err
	}
	defer producer.Close()
	consumer, err := dial(server)
	if err != nil {
		return openloop.Result{}, err
	}
	defer consumer.Close()

	loop, err := openloop.New(config)
	if err != nil {
		return openloop.Result{}, err
	}
	stream := streamName(0)
	failed := make(chan error, 2)
	go func() { failed <- producer.readAnswers() }()
	go func() {
		positions := map[string]string{stream: "0"}
		for {
			err := consumer.send("XREAD", "BLOCK", "0", "COUNT", "1000", "STREAMS", stream, positions[stream])
			if err == nil {
				_, err = consumer.readStreams(positions, loop.Arrived)
			}
			if err != nil {
				failed <- err
				return
			}
		}
	}()
	return loop.Run(func(value []byte) error {
		select {
		case err := <-failed:
			return err
		default:
			return producer.send("XADD", stream, "*", "v", string(value))
		}
	})
}
