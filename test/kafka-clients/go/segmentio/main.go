// segmentio/kafka-go: administrates, produces with a Writer, consumes with a Reader of a group.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/segmentio/kafka-go"
)

const (
	topic = "kafka-go"
	count = 200
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	connection, err := kafka.Dial("tcp", os.Args[1])
	must(err)
	must(connection.CreateTopics(kafka.TopicConfig{Topic: topic, NumPartitions: 2, ReplicationFactor: 1}))

	writer := &kafka.Writer{
		Addr: kafka.TCP(os.Args[1]), Topic: topic, Balancer: &kafka.Hash{}, RequiredAcks: kafka.RequireAll,
		Compression: kafka.Snappy, BatchTimeout: 5 * time.Millisecond,
	}
	messages := make([]kafka.Message, count)
	for i := range messages {
		messages[i] = kafka.Message{Key: fmt.Appendf(nil, "k%d", i%7), Value: fmt.Appendf(nil, "v%d", i)}
	}
	must(writer.WriteMessages(ctx, messages...))
	must(writer.Close())

	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{os.Args[1]}, Topic: topic, GroupID: "kafka-go-group", StartOffset: kafka.FirstOffset,
	})
	seen := map[string]bool{}
	for len(seen) < count {
		message, err := reader.FetchMessage(ctx)
		must(err)
		seen[string(message.Value)] = true
		must(reader.CommitMessages(ctx, message))
	}
	must(reader.Close())
	must(connection.DeleteTopics(topic))
	must(connection.Close())
	fmt.Println("ok")
}
