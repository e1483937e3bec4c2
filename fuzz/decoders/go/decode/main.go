// Command decode reads every record of a broker, by Fetch and by Subscribe, and prints how many there were, as JSON.
//
// What can't be decoded ends the program with an error that names where it is.
package main

import (
	"context"
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
	records, err := decodeAll(context.Background(), pb.NewBrokerServiceClient(conn))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("{\"records\": %d}\n", records)
}

func decodeAll(ctx context.Context, broker pb.BrokerServiceClient) (int, error) {
	topics, err := broker.ListTopics(ctx, &pb.ListTopicsRequest{PageSize: pageSize})
	if err != nil {
		return 0, fmt.Errorf("ListTopics: %w", err)
	}
	if _, err := broker.ListGroups(ctx, &pb.ListGroupsRequest{PageSize: pageSize}); err != nil {
		return 0, fmt.Errorf("ListGroups: %w", err)
	}
	records := 0
	for _, topic := range topics.Topics {
		bySubscribe, err := subscribed(ctx, broker, topic.Name)
		if err != nil {
			return 0, fmt.Errorf("Subscribe to %s: %w", topic.Name, err)
		}
		for _, text := range []bool{false, true} {
			byFetch := 0
			for _, at := range topic.Partitions {
				count, err := fetched(ctx, broker, topic.Name, at.Partition, text)
				if err != nil {
					return 0, fmt.Errorf("Fetch of %s/%d: %w", topic.Name, at.Partition, err)
				}
				byFetch += count
			}
			if byFetch != bySubscribe {
				return 0, fmt.Errorf("%s: %d records by Fetch, %d by Subscribe", topic.Name, byFetch, bySubscribe)
			}
		}
		records += bySubscribe
	}
	return records, nil
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

func fetched(ctx context.Context, broker pb.BrokerServiceClient, topic string, partition int32, text bool) (int, error) {
	count := 0
	start := &pb.Position{At: &pb.Position_Earliest{Earliest: true}}
	for {
		request := &pb.FetchRequest{Topic: topic, Partition: partition, Start: start, Text: text}
		response, err := broker.Fetch(ctx, request)
		if err != nil {
			return 0, fmt.Errorf("from %v: %w", start, err)
		}
		batch := response.Batch
		count += len(batch.Records)
		if batch.NextOffset >= batch.HighWatermark {
			return count, nil
		}
		start = &pb.Position{At: &pb.Position_Offset{Offset: batch.NextOffset}}
	}
}
