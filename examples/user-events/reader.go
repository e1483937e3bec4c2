package main

import (
	"context"
	"encoding/json"
	"fmt"

	pb "headwater.example/go/headwater/v1"
)

// maxInFlight is how many events of a partition are sent before they are committed.
const maxInFlight = 100

// read prints and commits the group's events: so many of them, or until the context ends where limit is 0.
func read(ctx context.Context, broker pb.BrokerServiceClient, limit int) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	stream, err := broker.Subscribe(ctx, &pb.SubscribeRequest{Topics: []string{topic}, Group: group, MaxInFlight: maxInFlight})
	if err != nil {
		return err
	}
	var memberID string
	for count := 0; limit == 0 || count < limit; {
		response, err := stream.Recv()
		if err != nil {
			return err
		}
		if assigned := response.GetAssigned(); assigned != nil {
			memberID = assigned.MemberId
		}
		batch := response.GetBatch()
		if batch == nil {
			continue
		}
		for _, record := range batch.Records {
			var event event
			if err := json.Unmarshal(record.Value, &event); err != nil {
				return fmt.Errorf("the event at offset %d of partition %d: %w", record.Offset, batch.Partition, err)
			}
			fmt.Printf("read   partition %d, offset %d: %s %s\n", batch.Partition, record.Offset, event.User, event.Action)
		}
		count += len(batch.Records)
		// Even if a signal comes meanwhile.
		if err := commit(context.WithoutCancel(ctx), broker, memberID, batch); err != nil {
			return err
		}
	}
	return nil
}

func commit(ctx context.Context, broker pb.BrokerServiceClient, memberID string, batch *pb.RecordBatch) error {
	offset := &pb.PartitionOffset{Topic: batch.Topic, Partition: batch.Partition, Offset: batch.NextOffset}
	_, err := broker.CommitOffsets(ctx, &pb.CommitOffsetsRequest{
		Group: group, MemberId: memberID, Offsets: []*pb.PartitionOffset{offset},
	})
	return err
}
