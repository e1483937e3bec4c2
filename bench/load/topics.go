package main

import (
	"context"
	"flag"
	"time"

	"google.golang.org/grpc"

	pb "headwater.example/go/headwater/v1"
)

type createdResult struct {
	Topic      string `json:"topic"`
	Partitions int    `json:"partitions"`
}

func createTopicCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	target := targetFlags(flags)
	topic := flags.String("topic", "bench", "name of the topic")
	partitions := flags.Int("partitions", 1, "number of its partitions")
	retentionBytes := flags.Int64("retention-bytes", -1, "`bytes` that each partition keeps; -1: all")
	return func(ctx context.Context) (any, error) {
		conn, err := target.dial()
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		return createTopic(ctx, conn, *topic, *partitions, *retentionBytes)
	}
}

func createTopic(ctx context.Context, conn *grpc.ClientConn, topic string, partitions int, retentionBytes int64) (createdResult, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	response, err := pb.NewBrokerServiceClient(conn).CreateTopic(ctx, &pb.CreateTopicRequest{
		Topic:      topic,
		Partitions: int32(partitions),
		Config:     &pb.TopicConfig{RetentionBytes: &retentionBytes},
	})
	return createdResult{topic, len(response.GetTopic().GetPartitions())}, err
}
