// franz-go: administrates, produces and consumes in a group of two.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/kmsg"
)

const (
	topic = "franz-go"
	group = "franz-go-group"
	count = 300
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
	client, err := kgo.NewClient(kgo.SeedBrokers(os.Args[1]))
	must(err)
	defer client.Close()

	create := kmsg.NewPtrCreateTopicsRequest()
	create.TimeoutMillis = 10000
	one := kmsg.NewCreateTopicsRequestTopic()
	one.Topic, one.NumPartitions, one.ReplicationFactor = topic, 4, 1
	create.Topics = append(create.Topics, one)
	_, err = create.RequestWith(ctx, client)
	must(err)

	for i := range count {
		record := &kgo.Record{Topic: topic, Key: fmt.Appendf(nil, "k%d", i%9), Value: fmt.Appendf(nil, "v%d", i)}
		client.Produce(ctx, record, func(_ *kgo.Record, err error) { must(err) })
	}
	must(client.Flush(ctx))

	var lock sync.Mutex
	seen := map[string]bool{}
	done, finish := context.WithCancel(ctx)
	var members sync.WaitGroup
	for range 2 {
		member, err := kgo.NewClient(
			kgo.SeedBrokers(os.Args[1]), kgo.ConsumerGroup(group), kgo.ConsumeTopics(topic),
			kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.DisableAutoCommit(),
		)
		must(err)
		members.Add(1)
		go func() {
			defer members.Done()
			defer member.Close()
			for done.Err() == nil {
				fetches := member.PollFetches(done)
				fetches.EachRecord(func(r *kgo.Record) {
					lock.Lock()
					defer lock.Unlock()
					seen[string(r.Value)] = true
					if len(seen) == count {
						finish()
					}
				})
				_ = member.CommitUncommittedOffsets(ctx)
			}
		}()
	}
	members.Wait()
	if len(seen) != count {
		must(fmt.Errorf("%d of %d records", len(seen), count))
	}

	remove := kmsg.NewPtrDeleteTopicsRequest()
	remove.TimeoutMillis = 10000
	gone := kmsg.NewDeleteTopicsRequestTopic()
	gone.Topic = kmsg.StringPtr(topic)
	remove.Topics = append(remove.Topics, gone)
	_, err = remove.RequestWith(ctx, client)
	must(err)
	fmt.Println("ok")
}
