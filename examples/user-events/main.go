// Command user-events writes the events of users to the topic user_events, and reads them as a consumer group.
//
//	user-events [-n N]          both: the reader ends when it has what was written
//	user-events write [-n N]    only the writer
//	user-events read            only the reader, until Ctrl-C
package main

import (
	"cmp"
	"context"
	"flag"
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

const (
	topic = "user_events"
	group = "user-events-reader"
)

type event struct {
	User   string `json:"user"`
	Action string `json:"action"`
}

func main() {
	log.SetFlags(0)
	mode, args := "both", os.Args[1:]
	if len(args) > 0 && (args[0] == "write" || args[0] == "read") {
		mode, args = args[0], args[1:]
	}
	flags := flag.NewFlagSet("user-events [write|read]", flag.ExitOnError)
	count := flags.Int("n", 10, "how many events to write")
	flags.Parse(args)
	if flags.NArg() > 0 || *count < 1 {
		flags.Usage()
		os.Exit(2)
	}

	server := cmp.Or(os.Getenv("HEADWATER_SERVER"), "127.0.0.1:50051")
	conn, err := grpc.NewClient(server, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	err = run(ctx, pb.NewBrokerServiceClient(conn), mode, *count)
	switch status.Code(err) {
	case codes.OK, codes.Canceled:
	case codes.Unavailable:
		log.Fatalf("no broker at %s: start one, or set HEADWATER_SERVER (%v)", server, err)
	default:
		log.Fatal(err)
	}
}

func run(ctx context.Context, broker pb.BrokerServiceClient, mode string, count int) error {
	_, err := broker.CreateTopic(ctx, &pb.CreateTopicRequest{Topic: topic, Partitions: 3})
	if err != nil && status.Code(err) != codes.AlreadyExists {
		return err
	}
	if mode == "read" {
		return read(ctx, broker, 0)
	}
	if mode == "write" {
		return write(ctx, broker, count)
	}
	written := make(chan error, 1)
	go func() { written <- write(ctx, broker, count) }()
	if err := read(ctx, broker, count); err != nil {
		return err
	}
	return <-written
}
