// Command member is a member of a consumer group, which prints its records as partition, offset, key and value, with tabs
// between. Members of one group share the topic's partitions; start and stop as many as you like.
package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "headwater.example/go/headwater/v1"
)

const retryDelay = time.Second

// maxInFlight is how many records of a partition are sent before they are committed, and so repeated when this process dies.
const maxInFlight = 1000

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: member TOPIC GROUP")
	}
	server := cmp.Or(os.Getenv("HEADWATER_SERVER"), "127.0.0.1:50051")
	conn, err := grpc.NewClient(server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	broker := pb.NewBrokerServiceClient(conn)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	for ctx.Err() == nil {
		err := follow(ctx, broker, os.Args[1], os.Args[2])
		switch status.Code(err) {
		case codes.Canceled:
		case codes.Unavailable, codes.Internal, codes.Unknown:
			// There is no broker, or a proxy or a reset of the connection has cut the stream. The stream was the membership:
			// a new one joins again, and goes on at what is committed.
			log.Printf("no broker at %s: start one, or set HEADWATER_SERVER; trying again (%v)", server, err)
			select {
			case <-ctx.Done():
			case <-time.After(retryDelay):
			}
		case codes.NotFound:
			log.Fatalf("produce to the topic first (%v)", err)
		default:
			log.Fatal(err)
		}
	}
}

func follow(ctx context.Context, broker pb.BrokerServiceClient, topic, group string) error {
	stream, err := broker.Subscribe(ctx, &pb.SubscribeRequest{
		Topics: []string{topic}, Group: group, MaxInFlight: maxInFlight,
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
		case *pb.SubscribeResponse_Batch:
			if err := process(event.Batch); err != nil {
				return err
			}
			// Even if a signal comes meanwhile.
			if err := commit(context.WithoutCancel(ctx), broker, group, memberID, event.Batch); err != nil {
				return err
			}
		case *pb.SubscribeResponse_Revoking:
			// Nothing is to be done: what was sent before it is committed by now.
		}
	}
}

func process(batch *pb.RecordBatch) error {
	out := bufio.NewWriter(os.Stdout)
	for _, record := range batch.Records {
		fmt.Fprintf(out, "%d\t%d\t%s\t%s\n", batch.Partition, record.Offset, record.Key, record.Value)
	}
	return out.Flush()
}

func commit(ctx context.Context, broker pb.BrokerServiceClient, group, memberID string, batch *pb.RecordBatch) error {
	offset := &pb.PartitionOffset{Topic: batch.Topic, Partition: batch.Partition, Offset: batch.NextOffset}
	_, err := broker.CommitOffsets(ctx, &pb.CommitOffsetsRequest{
		Group: group, MemberId: memberID, Offsets: []*pb.PartitionOffset{offset},
	})
	if status.Code(err) == codes.Aborted {
		// This took longer than the partition could wait: it is another member's now, which gets the batch again.
		log.Print(err)
		return nil
	}
	return err
}
