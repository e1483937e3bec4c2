// Command subscribe prints a topic's records as partition, offset, key and value, with tabs between.
package main

import (
	"bufio"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	pb "headwater.example/go/headwater/v1"
)

func main() {
	log.SetFlags(0)
	untilEnd := flag.Bool("until-end", false, "stop at what is the end now, instead of following the topic")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: subscribe [--until-end] TOPIC")
	}
	request := &pb.SubscribeRequest{Topics: flag.Args()}
	if *untilEnd {
		request.Stop = &pb.Position{At: &pb.Position_Latest{Latest: true}}
	}
	server := cmp.Or(os.Getenv("HEADWATER_SERVER"), "127.0.0.1:50051")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	err := subscribe(ctx, server, request)
	switch status.Code(err) {
	case codes.OK, codes.Canceled:
	case codes.Unavailable:
		log.Fatalf("no broker at %s: start one, or set HEADWATER_SERVER (%v)", server, err)
	case codes.NotFound:
		log.Fatalf("produce to the topic first (%v)", err)
	default:
		log.Fatal(err)
	}
}

func subscribe(ctx context.Context, server string, request *pb.SubscribeRequest) error {
	conn, err := grpc.NewClient(server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer conn.Close()
	stream, err := pb.NewBrokerServiceClient(conn).Subscribe(ctx, request)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	for {
		response, err := stream.Recv()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		batch := response.GetBatch()
		for _, record := range batch.GetRecords() {
			fmt.Fprintf(out, "%d\t%d\t%s\t%s\n", batch.Partition, record.Offset, record.Key, record.Value)
		}
		if err := out.Flush(); err != nil {
			return err
		}
	}
}
