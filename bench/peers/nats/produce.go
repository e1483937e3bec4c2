package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// maxFlow is the most messages that the server lets share an acknowledgement.
const maxFlow = 500

// load is what produce sends: to each stream as many messages as are in flight at most, in batches in turn.
type load struct {
	value    []byte
	batch    int
	inFlight int
	duration time.Duration
}

// produce publishes for a while, waits for all acknowledgements, and checks that the streams hold what was sent.
func produce(ctx context.Context, nc *nats.Conn, streams []jetstream.Stream, l load) (throughput, error) {
	send := produceOneByOne
	if l.batch > 1 {
		send = produceBatches
	}
	start := time.Now()
	sent, err := send(nc, len(streams), l)
	if err != nil {
		return throughput{}, err
	}
	seconds := time.Since(start).Seconds()
	stored := 0
	for _, stream := range streams {
		info, err := stream.Info(ctx)
		if err != nil {
			return throughput{}, err
		}
		stored += int(info.State.Msgs)
	}
	if stored != sent {
		return throughput{}, fmt.Errorf("%d messages were sent, but the streams hold %d", sent, stored)
	}
	return throughput{Records: sent, Seconds: seconds}, nil
}

// produceOneByOne is the client's PublishAsync: every message is acknowledged by itself.
func produceOneByOne(nc *nats.Conn, partitions int, l load) (int, error) {
	var once sync.Once
	var refused error
	js, err := jetstream.New(nc,
		jetstream.WithPublishAsyncMaxPending(l.inFlight*partitions),
		jetstream.WithPublishAsyncErrHandler(func(_ jetstream.JetStream, _ *nats.Msg, err error) {
			once.Do(func() { refused = err })
		}))
	if err != nil {
		return 0, err
	}
	sent := 0
	for start := time.Now(); time.Since(start) < l.duration; sent++ {
		if _, err := js.PublishAsync(subject(sent%partitions), l.value, jetstream.WithStallWait(stalled)); err != nil {
			return 0, err
		}
	}
	select {
	case <-js.PublishAsyncComplete():
	case <-time.After(stalled):
		return 0, errors.New("the last acknowledgements don't come")
	}
	once.Do(func() {})
	return sent, refused
}

// produceBatches is JetStream's fast batch publishing: a message's reply subject says its place in a batch, and the
// server acknowledges every so many messages.
func produceBatches(nc *nats.Conn, partitions int, l load) (int, error) {
	batches := make([]*fastBatch, partitions)
	for p := range batches {
		b, err := openBatch(nc, p, l)
		if err != nil {
			return 0, err
		}
		defer b.close()
		batches[p] = b
	}
	for start, turn := time.Now(), 0; time.Since(start) < l.duration; turn++ {
		b := batches[turn%partitions]
		if err := b.room(l.batch); err != nil {
			return 0, err
		}
		for range l.batch {
			if err := b.publish(opAppend); err != nil {
				return 0, err
			}
		}
	}
	sent := 0
	for _, b := range batches {
		if err := b.commit(); err != nil {
			return 0, err
		}
	}
	for _, b := range batches {
		if err := b.wait(func() bool { return b.committed }); err != nil {
			return 0, err
		}
		sent += b.sent
	}
	return sent, nil
}

const (
	opStart  = "0"
	opAppend = "1"
	opCommit = "2"
)

// fastBatch is one batch without an end to one stream.
type fastBatch struct {
	nc      *nats.Conn
	answers *nats.Subscription
	subject string
	value   []byte
	window  int
	reply   []byte
	stem    int
	sent    int

	mu        sync.Mutex
	moved     *sync.Cond
	acked     int
	accepted  bool
	committed bool
	failed    error
}

func openBatch(nc *nats.Conn, partition int, l load) (*fastBatch, error) {
	flow := min(l.batch, maxFlow)
	inbox := nc.NewInbox()
	stem := fmt.Sprintf("%s.%d.%d.fail.", inbox, partition, flow)
	b := &fastBatch{
		nc: nc, subject: subject(partition), value: l.value, window: l.batch * l.inFlight,
		reply: []byte(stem), stem: len(stem),
	}
	b.moved = sync.NewCond(&b.mu)
	var err error
	if b.answers, err = nc.Subscribe(inbox+".>", b.answered); err != nil {
		return nil, err
	}
	if err := b.publish(opStart); err != nil {
		return nil, err
	}
	return b, b.wait(func() bool { return b.accepted })
}

func (b *fastBatch) close() { _ = b.answers.Unsubscribe() }

func (b *fastBatch) publish(op string) error {
	b.sent++
	b.reply = strconv.AppendInt(b.reply[:b.stem], int64(b.sent), 10)
	b.reply = append(append(append(b.reply, '.'), op...), ".$FI"...)
	return b.nc.PublishRequest(b.subject, string(b.reply), b.value)
}

func (b *fastBatch) commit() error {
	if err := b.publish(opCommit); err != nil {
		return err
	}
	return b.nc.Flush()
}

// room waits until a batch more is not too many in flight.
func (b *fastBatch) room(messages int) error {
	return b.wait(func() bool { return b.sent+messages-b.acked <= b.window })
}

func (b *fastBatch) wait(until func() bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until() {
		return b.failed
	}
	late := time.AfterFunc(stalled, func() { b.fail(errors.New("no acknowledgement comes")) })
	defer late.Stop()
	for !until() && b.failed == nil {
		b.moved.Wait()
	}
	return b.failed
}

func (b *fastBatch) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failed = err
	b.moved.Signal()
}

func (b *fastBatch) answered(message *nats.Msg) {
	var answer struct {
		Type  string `json:"type"`
		Seq   int    `json:"seq"`
		Count int    `json:"count"`
	}
	err := refusal(message.Data)
	if err == nil {
		err = json.Unmarshal(message.Data, &answer)
	}
	if err != nil {
		b.fail(err)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case answer.Type == "ack":
		b.accepted = true
		b.acked = answer.Seq
	case answer.Type == "":
		b.committed = true
	default:
		b.failed = fmt.Errorf("the batch is broken: %s", message.Data)
	}
	b.moved.Signal()
}
