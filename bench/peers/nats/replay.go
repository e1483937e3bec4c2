package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// prefetch is how many messages the client lets be under way to it, of a stream.
const prefetch = 10_000

// replay reads all streams from their start, again and again until the time is over; a replay that has begun is
// finished.
func replay(ctx context.Context, js jetstream.JetStream, partitions int, atLeast time.Duration) (throughput, error) {
	held := make([]int, partitions)
	total := 0
	for p := range partitions {
		stream, err := js.Stream(ctx, streamName(p))
		if err != nil {
			return throughput{}, fmt.Errorf("produce first: %w", err)
		}
		held[p] = int(stream.CachedInfo().State.Msgs)
		total += held[p]
	}
	if total == 0 {
		return throughput{}, errors.New("the streams are empty: produce first")
	}
	start := time.Now()
	records := 0
	for time.Since(start) < atLeast {
		if err := replayOnce(ctx, js, held); err != nil {
			return throughput{}, err
		}
		records += total
	}
	return throughput{Records: records, Seconds: time.Since(start).Seconds()}, nil
}

func replayOnce(ctx context.Context, js jetstream.JetStream, held []int) error {
	ended := make(chan struct{}, len(held))
	waiting := 0
	for p, messages := range held {
		if messages == 0 {
			continue
		}
		waiting++
		received := 0
		stop, err := consume(ctx, js, p, func(jetstream.Msg) {
			received++
			if received == messages {
				ended <- struct{}{}
			}
		})
		if err != nil {
			return err
		}
		defer stop()
	}
	for range waiting {
		select {
		case <-ended:
		case <-time.After(10 * stalled):
			return errors.New("the streams don't come to their end")
		}
	}
	return nil
}

// consume follows a stream from its start with the client's Consume, without acknowledgements, which a replay needs
// none of.
func consume(ctx context.Context, js jetstream.JetStream, partition int, each func(jetstream.Msg)) (stop func(), err error) {
	consumer, err := js.CreateConsumer(ctx, streamName(partition), jetstream.ConsumerConfig{
		AckPolicy:         jetstream.AckNonePolicy,
		MemoryStorage:     true,
		InactiveThreshold: time.Minute,
	})
	if err != nil {
		return nil, err
	}
	consuming, err := consumer.Consume(each, jetstream.PullMaxMessages(prefetch))
	if err != nil {
		return nil, err
	}
	return func() {
		consuming.Stop()
		_ = js.DeleteConsumer(ctx, streamName(partition), consumer.CachedInfo().Name)
	}, nil
}
