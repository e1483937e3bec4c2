// Command shipping is the shipping service: it packs a parcel for each order.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "headwater.example/go/headwater/v1"
)

const group = "shipping"

// maxInFlight is how many records of a partition are sent before they are committed.
const maxInFlight = 100

type order struct {
	Order    string
	Customer string
}

func main() {
	log.SetFlags(0)
	clientID := group
	if len(os.Args) > 1 {
		clientID = os.Args[1]
	}
	server := cmp.Or(os.Getenv("HEADWATER_SERVER"), "127.0.0.1:50051")
	conn, err := grpc.NewClient(server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	err = follow(ctx, pb.NewBrokerServiceClient(conn), clientID)
	switch status.Code(err) {
	case codes.Canceled:
	case codes.Unavailable:
		log.Fatalf("no broker at %s: start one, or set HEADWATER_SERVER (%v)", server, err)
	case codes.NotFound:
		log.Fatalf("create the topic orders first (%v)", err)
	default:
		log.Fatal(err)
	}
}

func follow(ctx context.Context, broker pb.BrokerServiceClient, clientID string) error {
	stream, err := broker.Subscribe(ctx, &pb.SubscribeRequest{
		Topics: []string{"orders"}, Group: group, ClientId: clientID, MaxInFlight: maxInFlight,
	})
	if err != nil {
		return err
	}
	var memberID string
	for {
		response, err := stream.Recv()
		if err != nil {
			return err
		}
		switch event := response.Event.(type) {
		case *pb.SubscribeResponse_Assigned:
			memberID = event.Assigned.MemberId
			say("assigned", "", listOf(event.Assigned.Partitions))
		case *pb.SubscribeResponse_Batch:
			if err := ship(event.Batch); err != nil {
				return err
			}
			// Even if a signal comes meanwhile.
			if err := commit(context.WithoutCancel(ctx), broker, memberID, event.Batch); err != nil {
				return err
			}
		case *pb.SubscribeResponse_Revoking:
			say("revoking", "", listOf(event.Revoking.Partitions))
		case *pb.SubscribeResponse_Revoked:
			say("revoked", "", listOf(event.Revoked.Partitions))
		}
	}
}

func ship(batch *pb.RecordBatch) error {
	for _, record := range batch.Records {
		var order order
		if err := json.Unmarshal(record.Value, &order); err != nil {
			return fmt.Errorf("the order at offset %d of partition %d: %w", record.Offset, batch.Partition, err)
		}
		where := fmt.Sprintf("%d@%d", batch.Partition, record.Offset)
		say("packed", where, fmt.Sprintf("%s: a parcel for %s", order.Order, order.Customer))
	}
	return nil
}

func commit(ctx context.Context, broker pb.BrokerServiceClient, memberID string, batch *pb.RecordBatch) error {
	offset := &pb.PartitionOffset{Topic: batch.Topic, Partition: batch.Partition, Offset: batch.NextOffset}
	_, err := broker.CommitOffsets(ctx, &pb.CommitOffsetsRequest{
		Group: group, MemberId: memberID, Offsets: []*pb.PartitionOffset{offset},
	})
	if status.Code(err) == codes.Aborted {
		// This took longer than the partition could wait: it is another member's now, which gets the batch again.
		say("late", fmt.Sprintf("%d@%d", batch.Partition, batch.NextOffset), status.Convert(err).Message())
		return nil
	}
	return err
}

func say(what, where, detail string) {
	fmt.Printf("%s\t%s\t%s\n", what, where, detail)
}

func listOf[P interface{ GetPartition() int32 }](partitions []P) string {
	if len(partitions) == 0 {
		return "partitions none"
	}
	var list strings.Builder
	for _, each := range partitions {
		fmt.Fprintf(&list, " %d", each.GetPartition())
	}
	return "partitions" + list.String()
}
