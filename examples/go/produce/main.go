// Command produce appends each line of its input to a topic: key<TAB>value, or a plain line without key.
package main

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "headwater.example/go/headwater/v1"
)

const batchSize = 500

func main() {
	log.SetFlags(0)
	partitions := flag.Int("partitions", 3, "how many partitions the topic gets if it doesn't exist yet")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: produce [--partitions N] TOPIC < lines")
	}
	server := cmp.Or(os.Getenv("HEADWATER_SERVER"), "127.0.0.1:50051")
	err := produce(context.Background(), server, flag.Arg(0), int32(*partitions))
	if status.Code(err) == codes.Unavailable {
		log.Fatalf("no broker at %s: start one, or set HEADWATER_SERVER (%v)", server, err)
	} else if err != nil {
		log.Fatal(err)
	}
}

func produce(ctx context.Context, server, topic string, partitions int32) error {
	conn, err := grpc.NewClient(server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	broker := pb.NewBrokerServiceClient(conn)
	_, err = broker.CreateTopic(ctx, &pb.CreateTopicRequest{Topic: topic, Partitions: partitions})
	if err != nil && status.Code(err) != codes.AlreadyExists {
		return err
	}
	stream, err := broker.ProduceStream(ctx)
	if err != nil {
		return err
	}

	// Answers are read while requests are written: neither side ever waits for the other to make room.
	sent := make(chan error, 1)
	go func() { sent <- sendLines(stream, topic, bufio.NewScanner(os.Stdin)) }()
	count, last := map[int32]int32{}, map[int32]int64{}
	for {
		response, err := stream.Recv()
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		if refused := response.GetError(); refused != nil {
			return fmt.Errorf("refused: %s: %s", refused.Reason, refused.Message)
		}
		for _, run := range response.GetAppended().GetRuns() {
			count[run.Partition] += run.Count
			last[run.Partition] = run.BaseOffset + int64(run.Count) - 1
		}
	}
	for _, partition := range slices.Sorted(maps.Keys(count)) {
		fmt.Printf("partition %d: %d records, the last at offset %d\n", partition, count[partition], last[partition])
	}
	return <-sent
}

func sendLines(stream pb.BrokerService_ProduceStreamClient, topic string, lines *bufio.Scanner) error {
	defer stream.CloseSend()
	var batch []*pb.Record
	for more := true; more; {
		if more = lines.Scan(); more {
			batch = append(batch, toRecord(lines.Text()))
		}
		if len(batch) == batchSize || !more && len(batch) > 0 {
			request := &pb.ProduceRequest{Topic: topic, Records: batch}
			if err := stream.Send(&pb.ProduceStreamRequest{Produce: request}); err != nil {
				return err
			}
			batch = nil
		}
	}
	return lines.Err()
}

func toRecord(line string) *pb.Record {
	if key, value, keyed := strings.Cut(line, "\t"); keyed {
		return &pb.Record{Key: []byte(key), Value: []byte(value)}
	}
	return &pb.Record{Value: []byte(line)}
}
