// Command member is a member of a consumer group. It prints a line for each batch that it has, and another one once it
// has committed it, until SIGTERM:
//
//	assigned MEMBER_ID
//	received TOPIC PARTITION FIRST_OFFSET NEXT_OFFSET
//	committed TOPIC PARTITION FIRST_OFFSET NEXT_OFFSET
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "headwater.example/go/headwater/v1"
)

const batchSize = 100

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: member SERVER GROUP TOPIC")
	}
	conn, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	err = follow(ctx, pb.NewBrokerServiceClient(conn), os.Args[2], os.Args[3])
	if status.Code(err) != codes.Canceled {
		log.Fatal(err)
	}
}

func follow(ctx context.Context, broker pb.BrokerServiceClient, group, topic string) error {
	request := &pb.SubscribeRequest{
		Topics: []string{topic}, Group: group, ClientId: "go", MaxBatchRecords: batchSize,
	}
	stream, err := broker.Subscribe(ctx, request)
	if err != nil {
		return err
	}
	var memberID string
	for {
		response, err := stream.Recv()
		if err != nil {
			return err
		}
		if assigned := response.GetAssigned(); assigned != nil {
			memberID = assigned.MemberId
			fmt.Println("assigned", memberID)
		}
		batch := response.GetBatch()
		if batch == nil {
			continue
		}
		place := fmt.Sprintln(batch.Topic, batch.Partition, batch.Records[0].Offset, batch.NextOffset)
		fmt.Print("received ", place)
		// Not ctx: a commit under way when the signal comes is finished.
		_, err = broker.CommitOffsets(context.Background(), &pb.CommitOffsetsRequest{
			Group: group, MemberId: memberID,
			Offsets: []*pb.PartitionOffset{{Topic: batch.Topic, Partition: batch.Partition, Offset: batch.NextOffset}},
		})
		if err != nil {
			return err
		}
		fmt.Print("committed ", place)
	}
}
