// Command records writes the records of its input to a topic, or prints those of a topic: in protobuf's JSON form, one
// a line.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"

	pb "headwater.example/go/headwater/v1"
)

const maxLine = 16 << 20

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: records SERVER write|read TOPIC")
	}
	conn, err := grpc.NewClient(os.Args[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	action := map[string]func(context.Context, pb.BrokerServiceClient, string) error{"write": write, "read": read}
	if err := action[os.Args[2]](context.Background(), pb.NewBrokerServiceClient(conn), os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func write(ctx context.Context, broker pb.BrokerServiceClient, topic string) error {
	request := &pb.ProduceRequest{Topic: topic}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		record := &pb.Record{}
		if err := protojson.Unmarshal(lines.Bytes(), record); err != nil {
			return err
		}
		request.Records = append(request.Records, record)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	_, err := broker.Produce(ctx, request)
	return err
}

func read(ctx context.Context, broker pb.BrokerServiceClient, topic string) error {
	latest := &pb.Position{At: &pb.Position_Latest{Latest: true}}
	stream, err := broker.Subscribe(ctx, &pb.SubscribeRequest{Topics: []string{topic}, Stop: latest})
	if err != nil {
		return err
	}
	for {
		response, err := stream.Recv()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		for _, record := range response.GetBatch().GetRecords() {
			line, err := protojson.Marshal(record)
			if err != nil {
				return err
			}
			fmt.Println(string(line))
		}
	}
}
