// sarama: administrates, produces synchronously, consumes in a group.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/IBM/sarama"
)

const (
	topic = "sarama"
	count = 200
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type handler struct {
	seen   map[string]bool
	finish context.CancelFunc
}

func (handler) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (handler) Cleanup(sarama.ConsumerGroupSession) error { return nil }

func (h handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for {
		select {
		case message, ok := <-claim.Messages():
			if !ok {
				return nil
			}
			h.seen[string(message.Value)] = true
			session.MarkMessage(message, "")
			if len(h.seen) == count {
				session.Commit()
				h.finish()
			}
		case <-session.Context().Done():
			return nil
		}
	}
}

func main() {
	brokers := []string{os.Args[1]}
	config := sarama.NewConfig()
	config.Producer.Return.Successes = true
	config.Producer.RequiredAcks = sarama.WaitForAll
	config.Producer.Compression = sarama.CompressionLZ4
	config.Consumer.Offsets.Initial = sarama.OffsetOldest
	admin, err := sarama.NewClusterAdmin(brokers, config)
	must(err)
	must(admin.CreateTopic(topic, &sarama.TopicDetail{NumPartitions: 1, ReplicationFactor: 1}, false))

	producer, err := sarama.NewSyncProducer(brokers, config)
	must(err)
	messages := make([]*sarama.ProducerMessage, count)
	for i := range messages {
		value := sarama.StringEncoder(fmt.Sprintf("v%d", i))
		messages[i] = &sarama.ProducerMessage{Topic: topic, Key: sarama.StringEncoder("k"), Value: value}
	}
	must(producer.SendMessages(messages))
	must(producer.Close())

	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	group, err := sarama.NewConsumerGroup(brokers, "sarama-group", config)
	must(err)
	h := handler{seen: map[string]bool{}, finish: cancel}
	for len(h.seen) < count && ctx.Err() == nil {
		if err := group.Consume(ctx, []string{topic}, h); err != nil && !errors.Is(err, context.Canceled) {
			must(err)
		}
	}
	must(group.Close())
	if len(h.seen) != count {
		must(fmt.Errorf("%d of %d records", len(h.seen), count))
	}
	must(admin.DeleteTopic(topic))
	must(admin.Close())
	fmt.Println("ok")
}
