package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"

	"google.golang.org/grpc"

	pb "headwater.example/go/headwater/v1"
)

// groupsLoad has groups of one member each, which read a topic from its start and commit every batch. A group that has
// read all of it makes place for a new one.
type groupsLoad struct {
	target        *target
	topic         string
	groups        int
	passes        int
	maxBatchBytes int
	// name is that of no groups of another run.
	name  string
	meter meter
}

type groupsResult struct {
	Groups  int   `json:"groups"`
	Commits int64 `json:"commits"`
	replayedResult
}

func groupsCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	load := &groupsLoad{target: targetFlags(flags), name: fmt.Sprintf("bench-%08x", rand.Uint32())}
	load.target.connectionsFlag(flags)
	period := periodFlags(flags)
	flags.StringVar(&load.topic, "topic", "bench", "topic to read")
	flags.IntVar(&load.groups, "groups", 1, "number of groups at a time, spread over the connections")
	flags.IntVar(&load.passes, "passes", 0, "let so many groups read in each place, instead of for --duration; 0: for --duration")
	flags.IntVar(&load.maxBatchBytes, "max-batch-bytes", 0, "most bytes of a message; 0: the broker's bound")
	return func(ctx context.Context) (any, error) { return load.run(ctx, period) }
}

func (l *groupsLoad) run(ctx context.Context, period *period) (any, error) {
	if l.groups < 1 || l.target.connections < 1 {
		return nil, errors.New("--groups and --connections must be at least 1")
	}
	conns, close, err := l.target.dialAll()
	if err != nil {
		return nil, err
	}
	defer close()
	w := newWorkers(ctx)
	before := l.meter.read()
	for i := range l.groups {
		conn := conns[i%len(conns)]
		w.start(func() error { return l.replaceGroups(w, conn, i) })
	}
	seen, err := period.measureOr(w, &l.meter, l.passes > 0, before)
	return groupsResult{l.groups, seen.messages, replayed(seen)}, err
}

func (l *groupsLoad) replaceGroups(w *workers, conn *grpc.ClientConn, place int) error {
	for pass := 0; (l.passes == 0 || pass < l.passes) && !w.stopped(); pass++ {
		if err := l.readAsGroup(w.ctx, conn, fmt.Sprintf("%s-%d-%d", l.name, place, pass)); err != nil {
			return err
		}
	}
	return nil
}

func (l *groupsLoad) readAsGroup(ctx context.Context, conn *grpc.ClientConn, group string) error {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	client := pb.NewBrokerServiceClient(conn)
	stream, err := subscribe(ctx, conn, encode(&pb.SubscribeRequest{
		Topics:        []string{l.topic},
		Group:         group,
		CommitMode:    pb.CommitMode_COMMIT_MODE_EXPLICIT,
		MaxBatchBytes: int32(l.maxBatchBytes),
	}))
	if err != nil {
		return err
	}
	var message event
	var memberID string
	var records int
	for {
		if err := stream.RecvMsg(&message); err != nil {
			return err
		}
		if message.other != nil {
			if assigned := message.other.GetAssigned(); assigned != nil {
				memberID = assigned.MemberId
			} else if message.other.GetCaughtUp() != nil {
				break
			}
			continue
		}
		offset := &pb.PartitionOffset{Topic: l.topic, Partition: message.partition, Offset: message.nextOffset}
		commit := &pb.CommitOffsetsRequest{Group: group, MemberId: memberID, Offsets: []*pb.PartitionOffset{offset}}
		if _, err := client.CommitOffsets(ctx, commit); err != nil {
			return err
		}
		l.meter.add(1, message.records, message.bytes)
		records += message.records
	}
	if records == 0 {
		return errors.New("there are no records to read: fill the topic first")
	}
	return nil
}
