// Command decode reads every record of a broker, by Fetch and by Subscribe, and prints how many there were and their
// digest, as JSON.
//
// The digest is that of fuzz/decoders/records.ts. What can't be decoded ends the program with an error that names where it is.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	pb "headwater.example/go/headwater/v1"
)

const pageSize = 1000

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: decode SERVER")
	}
	conn, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	found, err := decodeAll(context.Background(), pb.NewBrokerServiceClient(conn))
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(found); err != nil {
		log.Fatal(err)
	}
}

type found struct {
	Records int    `json:"records"`
	Digest  string `json:"digest"`
}

func decodeAll(ctx context.Context, broker pb.BrokerServiceClient) (found, error) {
	topics, err := broker.ListTopics(ctx, &pb.ListTopicsRequest{PageSize: pageSize})
	if err != nil {
		return found{}, fmt.Errorf("ListTopics: %w", err)
	}
	if _, err := broker.ListGroups(ctx, &pb.ListGroupsRequest{PageSize: pageSize}); err != nil {
		return found{}, fmt.Errorf("ListGroups: %w", err)
	}
	bySubscribe := 0
	for _, topic := range topics.Topics {
		count, err := subscribed(ctx, broker, topic.Name)
		if err != nil {
			return found{}, fmt.Errorf("Subscribe to %s: %w", topic.Name, err)
		}
		bySubscribe += count
	}
	var all [2]found
	for i, text := range []bool{false, true} {
		digest := sha256.New()
		for _, topic := range topics.Topics {
			for _, at := range topic.Partitions {
				count, err := fetched(ctx, broker, topic.Name, at.Partition, text, digest)
				if err != nil {
					return found{}, fmt.Errorf("Fetch of %s/%d: %w", topic.Name, at.Partition, err)
				}
				all[i].Records += count
			}
		}
		all[i].Digest = hex.EncodeToString(digest.Sum(nil))
		if all[i].Records != bySubscribe {
			return found{}, fmt.Errorf("%d records by Fetch, %d by Subscribe", all[i].Records, bySubscribe)
		}
	}
	if all[0] != all[1] {
		return found{}, errors.New("records read with text are not the same as those read without")
	}
	return all[0], nil
}

// content is what a key or value is, with its text in its place where it has one; "-" where it is absent.
func content(bytes []byte, text string) string {
	if text != "" {
		bytes = []byte(text)
	}
	if bytes == nil {
		return "-"
	}
	return "0x" + hex.EncodeToString(bytes)
}

func writeLine(digest io.Writer, topic string, partition int32, record *pb.Record) {
	key, value := content(record.Key, record.KeyText), content(record.Value, record.ValueText)
	fmt.Fprintf(digest, "%s/%d/%d %d %s %s", topic, partition, record.Offset, record.TimestampMs, key, value)
	for _, header := range record.Headers {
		fmt.Fprintf(digest, " 0x%x=%s", header.Key, content(header.Value, ""))
	}
	fmt.Fprintln(digest)
}

func subscribed(ctx context.Context, broker pb.BrokerServiceClient, topic string) (int, error) {
	latest := &pb.Position{At: &pb.Position_Latest{Latest: true}}
	stream, err := broker.Subscribe(ctx, &pb.SubscribeRequest{Topics: []string{topic}, Stop: latest})
	if err != nil {
		return 0, err
	}
	count := 0
	for {
		response, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return count, nil
		} else if err != nil {
			return 0, fmt.Errorf("behind record %d: %w", count, err)
		}
		count += len(response.GetBatch().GetRecords())
	}
}

func fetched(ctx context.Context, broker pb.BrokerServiceClient, topic string, partition int32, text bool, digest io.Writer) (int, error) {
	count := 0
	start := &pb.Position{At: &pb.Position_Earliest{Earliest: true}}
	for {
		request := &pb.FetchRequest{Topic: topic, Partition: partition, Start: start, Text: text}
		response, err := broker.Fetch(ctx, request)
		if err != nil {
			return 0, fmt.Errorf("from %v: %w", start, err)
		}
		batch := response.Batch
		for _, record := range batch.Records {
			writeLine(digest, topic, partition, record)
		}
		count += len(batch.Records)
		if batch.NextOffset >= batch.HighWatermark {
			return count, nil
		}
		start = &pb.Position{At: &pb.Position_Offset{Offset: batch.NextOffset}}
	}
}
