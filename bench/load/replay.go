package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"
	"strings"

	"google.golang.org/grpc"

	pb "headwater.example/go/headwater/v1"
)

// replayLoad reads a topic from its start to its end on each stream, again and again.
type replayLoad struct {
	target  *target
	streams int
	passes  int
	request *encoded
	meter   meter
}

type replayedResult struct {
	Messages         int64   `json:"messages"`
	Records          int64   `json:"records"`
	Bytes            int64   `json:"bytes"`
	Seconds          float64 `json:"seconds"`
	RecordsPerSecond float64 `json:"recordsPerSecond"`
	BytesPerSecond   float64 `json:"bytesPerSecond"`
	// LoadCPUSeconds is what this process used: near Seconds on one core, it is this program that was measured.
	LoadCPUSeconds float64 `json:"loadCpuSeconds"`
}

// floorReplay is what the floor is asked to send.
type floorReplay struct {
	Messages          int `json:"messages"`
	RecordsPerMessage int `json:"recordsPerMessage"`
	ValueBytes        int `json:"valueBytes"`
}

func replayCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	load := &replayLoad{target: targetFlags(flags)}
	load.target.connectionsFlag(flags)
	period := periodFlags(flags)
	flags.IntVar(&load.streams, "streams", 1, "streams on each connection")
	flags.IntVar(&load.passes, "passes", 0, "read so often on each stream, instead of for --duration; 0: for --duration")
	topic := flags.String("topic", "bench", "topic to read")
	partitions := flags.String("partitions", "all", "`numbers` of the partitions to read, with commas between, or all")
	maxBatchRecords := flags.Int("max-batch-records", 0, "most records of a message; 0: the broker's bound")
	maxBatchBytes := flags.Int("max-batch-bytes", 0, "most bytes of a message; 0: the broker's bound")
	floor := flags.Bool("floor", false, "ask the floor, for messages as the next three flags say")
	var constant floorReplay
	flags.IntVar(&constant.Messages, "messages", 10_000, "with --floor: number of messages")
	flags.IntVar(&constant.RecordsPerMessage, "records-per-message", 1000, "with --floor: records of each message")
	flags.IntVar(&constant.ValueBytes, "value-bytes", 100, "with --floor: `bytes` of each value")
	return func(ctx context.Context) (any, error) {
		request := &pb.SubscribeRequest{
			Topics:          []string{*topic},
			Start:           &pb.Position{At: &pb.Position_Earliest{Earliest: true}},
			Stop:            &pb.Position{At: &pb.Position_Latest{Latest: true}},
			MaxBatchRecords: int32(*maxBatchRecords),
			MaxBatchBytes:   int32(*maxBatchBytes),
		}
		var err error
		if request.Partitions, err = partitionNumbers(*partitions); err != nil {
			return nil, err
		}
		if *floor {
			wanted, err := json.Marshal(constant)
			if err != nil {
				return nil, err
			}
			request.ClientId = string(wanted)
		}
		load.request = encode(request)
		return load.run(ctx, period)
	}
}

func partitionNumbers(list string) ([]int32, error) {
	if list == "all" {
		return nil, nil
	}
	var numbers []int32
	for _, text := range strings.Split(list, ",") {
		number, err := strconv.ParseInt(text, 10, 32)
		if err != nil || number < 0 {
			return nil, fmt.Errorf("--partitions is %q: give numbers with commas between, as in 0,3, or all", list)
		}
		numbers = append(numbers, int32(number))
	}
	return numbers, nil
}

func (l *replayLoad) run(ctx context.Context, period *period) (any, error) {
	if l.target.connections < 1 || l.streams < 1 {
		return nil, errors.New("--connections and --streams must be at least 1")
	}
	conns, close, err := l.target.dialAll()
	if err != nil {
		return nil, err
	}
	defer close()
	w := newWorkers(ctx)
	before := l.meter.read()
	for _, conn := range conns {
		for range l.streams {
			w.start(func() error { return l.replay(w, conn) })
		}
	}
	seen, err := period.measureOr(w, &l.meter, l.passes > 0, before)
	return replayed(seen), err
}

func replayed(seen window) replayedResult {
	return replayedResult{
		Messages: seen.messages, Records: seen.records, Bytes: seen.bytes, Seconds: seen.seconds,
		RecordsPerSecond: seen.perSecond(seen.records), BytesPerSecond: seen.perSecond(seen.bytes),
		LoadCPUSeconds: seen.cpuSeconds,
	}
}

func (l *replayLoad) replay(w *workers, conn *grpc.ClientConn) error {
	for pass := 0; (l.passes == 0 || pass < l.passes) && !w.stopped(); pass++ {
		stream, err := subscribe(w.ctx, conn, l.request)
		if err != nil {
			return err
		}
		var message event
		var records int
		for {
			err := stream.RecvMsg(&message)
			if err == io.EOF {
				break
			} else if err != nil {
				return err
			}
			if message.other == nil {
				l.meter.add(1, message.records, message.bytes)
				records += message.records
			}
		}
		if records == 0 {
			return errors.New("there are no records to read: fill the topic first")
		}
	}
	return nil
}

// subscribe sends the request; what comes is to be received into events.
func subscribe(ctx context.Context, conn *grpc.ClientConn, request *encoded) (grpc.ClientStream, error) {
	desc := &grpc.StreamDesc{ServerStreams: true}
	stream, err := conn.NewStream(ctx, desc, pb.BrokerService_Subscribe_FullMethodName)
	if err != nil {
		return nil, err
	}
	if err := stream.SendMsg(request); err != nil && err != io.EOF {
		return nil, err
	}
	return stream, stream.CloseSend()
}
