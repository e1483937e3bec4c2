// Command nats loads NATS JetStream through its own Go client.
//
// JetStream has no partitions: a topic of n partitions is n streams here, as users build it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"headwater.example/peers/openloop"
)

// stalled is how long nothing may move before a run has failed.
const stalled = 20 * time.Second

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("usage: nats produce|replay|latency [flags]")
	}
	flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
	server := flags.String("server", "127.0.0.1:4222", "`host:port`")
	storage := flags.String("storage", "memory", "memory or file")
	valueBytes := flags.Int("value-bytes", 100, "bytes of a value")
	batch := flags.Int("batch", 1000, "messages that share an acknowledgement")
	inFlight := flags.Int("in-flight", 8, "batches that aren't acknowledged yet, of a stream")
	seconds := flags.Float64("seconds", 3, "for how long")
	partitions := flags.Int("partitions", 1, "streams")
	rate := flags.Int("rate", 1000, "messages per second")
	warmup := flags.Float64("warmup", 1, "seconds that aren't counted")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	duration := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

	nc, err := nats.Connect(*server)
	if err != nil {
		return err
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}

	ctx := context.Background()
	var result any
	switch args[0] {
	case "produce":
		var fresh []jetstream.Stream
		if fresh, err = createStreams(ctx, nc, js, *partitions, *storage); err == nil {
			result, err = produce(ctx, nc, fresh, load{
				value: make([]byte, *valueBytes), batch: *batch, inFlight: *inFlight, duration: duration(*seconds),
			})
		}
	case "replay":
		result, err = replay(ctx, js, *partitions, duration(*seconds))
	case "latency":
		if _, err = createStreams(ctx, nc, js, 1, *storage); err == nil {
			result, err = latency(ctx, nc, js, openloop.Config{
				Rate: *rate, Warmup: duration(*warmup), Duration: duration(*seconds), ValueBytes: *valueBytes,
			})
		}
	default:
		err = fmt.Errorf("unknown command %q", args[0])
	}
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// throughput is what produce and replay print.
type throughput struct {
	Records int     `json:"records"`
	Seconds float64 `json:"seconds"`
}

func streamName(partition int) string { return fmt.Sprintf("bench-%d", partition) }

func subject(partition int) string { return fmt.Sprintf("bench.%d", partition) }

// createStreams makes them anew. The request is written out because the client doesn't know allow_batched yet, which
// lets a publisher ask for one acknowledgement for many messages.
func createStreams(ctx context.Context, nc *nats.Conn, js jetstream.JetStream, partitions int, storage string) ([]jetstream.Stream, error) {
	var old []string
	names := js.StreamNames(ctx)
	for name := range names.Name() {
		old = append(old, name)
	}
	if err := names.Err(); err != nil {
		return nil, err
	}
	for _, name := range old {
		if err := js.DeleteStream(ctx, name); err != nil {
			return nil, err
		}
	}

	streams := make([]jetstream.Stream, partitions)
	for p := range partitions {
		config, err := json.Marshal(map[string]any{
			"name": streamName(p), "subjects": []string{subject(p)}, "storage": storage, "retention": "limits",
			"discard": "old", "num_replicas": 1, "max_msgs": -1, "max_bytes": -1, "allow_batched": true,
		})
		if err != nil {
			return nil, err
		}
		reply, err := nc.Request("$JS.API.STREAM.CREATE."+streamName(p), config, stalled)
		if err != nil {
			return nil, err
		}
		if err := refusal(reply.Data); err != nil {
			return nil, err
		}
		if streams[p], err = js.Stream(ctx, streamName(p)); err != nil {
			return nil, err
		}
	}
	return streams, nil
}

// refusal is the error in an answer of JetStream, if there is one.
func refusal(answer []byte) error {
	var parsed struct {
		Error *struct {
			Description string `json:"description"`
		} `json:"error"`
	}
	if err := json.Unmarshal(answer, &parsed); err != nil {
		return err
	}
	if parsed.Error != nil {
		return errors.New(parsed.Error.Description)
	}
	return nil
}

// latency publishes one by one without waiting for acknowledgements, while a consumer follows on a connection of its
// own.
func latency(ctx context.Context, nc *nats.Conn, js jetstream.JetStream, config openloop.Config) (openloop.Result, error) {
	loop, err := openloop.New(config)
	if err != nil {
		return openloop.Result{}, err
	}
	own, err := nats.Connect(nc.ConnectedUrl())
	if err != nil {
		return openloop.Result{}, err
	}
	defer own.Close()
	ownJs, err := jetstream.New(own)
	if err != nil {
		return openloop.Result{}, err
	}
	stop, err := consume(ctx, ownJs, 0, func(message jetstream.Msg) { loop.Arrived(message.Data()) })
	if err != nil {
		return openloop.Result{}, err
	}
	defer stop()

	failed := make(chan error, 1)
	publisher, err := jetstream.New(nc, jetstream.WithPublishAsyncErrHandler(
		func(_ jetstream.JetStream, _ *nats.Msg, err error) {
			select {
			case failed <- err:
			default:
			}
		}))
	if err != nil {
		return openloop.Result{}, err
	}
	return loop.Run(func(value []byte) error {
		select {
		case err := <-failed:
			return err
		default:
			_, err := publisher.PublishAsync(subject(0), value)
			return err
		}
	})
}
