// Command client produces and replays with the generated Go stubs, which encode and decode every record.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	pb "headwater.example/go/headwater/v1"
)

const (
	// warmUpRecords go before any counts, if there are not fewer that do.
	warmUpRecords = 200_000
	// window is how many bytes the broker may send ahead of what is read.
	window = 4 << 20
)

type client struct {
	broker     pb.BrokerServiceClient
	topic      string
	valueBytes int
	batch      int
}

func main() {
	log.SetFlags(0)
	target := flag.String("target", "127.0.0.1:50051", "the broker's host:port")
	topic := flag.String("topic", "bench", "must exist; to be replayed it must have records")
	mode := flag.String("mode", "replay", "produce or replay")
	records := flag.Int("records", 1_000_000, "records that count")
	valueBytes := flag.Int("value-bytes", 100, "bytes of each record's value, to be produced")
	batch := flag.Int("batch", 1000, "most records in one message; 0, to replay: the broker's bound")
	flag.Parse()
	conn, err := grpc.NewClient(*target,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithInitialWindowSize(window),
		grpc.WithInitialConnWindowSize(window))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	c := &client{pb.NewBrokerServiceClient(conn), *topic, *valueBytes, *batch}
	work, ok := map[string]func(context.Context, int) error{"produce": c.produce, "replay": c.replay}[*mode]
	if !ok {
		log.Fatalf("--mode %s: give produce or replay", *mode)
	}
	if err := measure(*records, work); err != nil {
		log.Fatal(err)
	}
}

// measure does the work once to warm up and once by the clock, and prints how fast that was.
func measure(records int, work func(context.Context, int) error) error {
	ctx := context.Background()
	if err := work(ctx, min(records, warmUpRecords)); err != nil {
		return err
	}
	start := time.Now()
	if err := work(ctx, records); err != nil {
		return err
	}
	seconds := time.Since(start).Seconds()
	return json.NewEncoder(os.Stdout).Encode(map[string]any{
		"records": records, "seconds": seconds, "recordsPerSecond": float64(records) / seconds,
	})
}

func (c *client) produce(ctx context.Context, count int) error {
	stream, err := c.broker.ProduceStream(ctx)
	if err != nil {
		return err
	}
	// Answers are read while requests are written: neither side ever waits for the other to make room.
	sent := make(chan error, 1)
	go func() { sent <- c.send(stream, count) }()
	for {
		response, err := stream.Recv()
		if err == io.EOF {
			return <-sent
		} else if err != nil {
			return err
		}
		if refused := response.GetError(); refused != nil {
			return fmt.Errorf("refused: %s: %s", refused.Reason, refused.Message)
		}
	}
}

func (c *client) send(stream pb.BrokerService_ProduceStreamClient, count int) error {
	defer stream.CloseSend()
	value := bytes.Repeat([]byte("v"), c.valueBytes)
	for left := count; left > 0; left -= c.batch {
		records := make([]*pb.Record, min(left, c.batch))
		for i := range records {
			records[i] = &pb.Record{Value: value}
		}
		request := &pb.ProduceRequest{Topic: c.topic, Records: records}
		if err := stream.Send(&pb.ProduceStreamRequest{Produce: request}); err != nil {
			return err
		}
	}
	return nil
}

func (c *client) replay(ctx context.Context, count int) error {
	for left := count; left > 0; {
		read, err := c.read(ctx, left)
		if err != nil {
			return err
		}
		if read == 0 {
			return fmt.Errorf("topic %s is empty: produce to it first", c.topic)
		}
		left -= read
	}
	return nil
}

// read reads what the topic has, and at most so many records.
func (c *client) read(ctx context.Context, limit int) (int, error) {
	stream, err := c.broker.Subscribe(ctx, &pb.SubscribeRequest{
		Topics:          []string{c.topic},
		Stop:            &pb.Position{At: &pb.Position_Latest{Latest: true}},
		Limit:           int64(limit),
		MaxBatchRecords: int32(c.batch),
	})
	if err != nil {
		return 0, err
	}
	count := 0
	for {
		response, err := stream.Recv()
		if err == io.EOF {
			return count, nil
		} else if err != nil {
			return count, err
		}
		for _, record := range response.GetBatch().GetRecords() {
			if record.Value == nil {
				return count, fmt.Errorf("the record at %d has no value", record.Offset)
			}
			count++
		}
	}
}
