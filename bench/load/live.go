package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	pb "headwater.example/go/headwater/v1"
)

const echoMethod = "/headwater.bench.v1.Floor/Echo"

// drainTime is how long records may take to arrive after the last one was due.
const drainTime = 10 * time.Second

// liveLoad produces single records at a steady rate, whether or not earlier ones have arrived, and follows them. Each
// carries the time that it was to be sent at, and its latency counts from then, so that a server that holds up the
// producer is not spared the records that come late for it.
type liveLoad struct {
	target      *target
	topic       string
	partitions  int
	rate        int
	valueBytes  int
	subscribers int
	echo        bool
	period      *period

	schedule atomic.Pointer[schedule]
	// sent and received are of the measured records.
	sent, received atomic.Int64
	meter          meter
}

// schedule says when the first record is due, and within which time those are that are measured.
type schedule struct {
	rate            int
	first, from, to time.Duration
}

// dueAt is when a record is to be sent.
func (s *schedule) dueAt(i int64) time.Duration {
	return s.first + time.Duration(i)*time.Second/time.Duration(s.rate)
}

func (s *schedule) measures(due time.Duration) bool { return due >= s.from && due < s.to }

// measured is how many records are due within the measured time.
func (s *schedule) measured() int64 {
	dueBefore := func(end time.Duration) int64 {
		return int64(((end-s.first)*time.Duration(s.rate) + time.Second - 1) / time.Second)
	}
	return dueBefore(s.to) - dueBefore(s.from)
}

type liveResult struct {
	Rate        int `json:"rate"`
	Subscribers int `json:"subscribers"`
	// Sent, Expected and Received are of the records that were due within the period. Those that had not come drainTime
	// after its end are missing from Received, and LatencyMs has them as if they had come then.
	Sent     int64 `json:"sent"`
	Expected int64 `json:"expected"`
	Received int64 `json:"received"`
	// DeliveredPerSecond is what came within the period.
	DeliveredPerSecond float64   `json:"deliveredPerSecond"`
	Seconds            float64   `json:"seconds"`
	LatencyMs          quantiles `json:"latencyMs"`
	LoadCPUSeconds     float64   `json:"loadCpuSeconds"`
}

func liveFlags(flags *flag.FlagSet) *liveLoad {
	l := &liveLoad{target: targetFlags(flags), period: periodFlags(flags), subscribers: 1}
	flags.StringVar(&l.topic, "topic", "bench", "topic to produce to and follow")
	flags.IntVar(&l.partitions, "partitions", 0, "create the topic with so many partitions if it isn't there; 0: it is there")
	flags.IntVar(&l.rate, "rate", 1000, "records per second")
	flags.IntVar(&l.valueBytes, "value-bytes", 100, "`bytes` of each value, at least 8")
	return l
}

func latencyCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	load := liveFlags(flags)
	flags.BoolVar(&load.echo, "echo", false, "measure the floor's echo instead")
	return load.run
}

func fanoutCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	load := liveFlags(flags)
	load.target.connectionsFlag(flags)
	flags.IntVar(&load.subscribers, "subscribers", 10, "number of Subscribe streams, spread over the connections")
	return load.run
}

func (l *liveLoad) run(ctx context.Context) (any, error) {
	if l.rate < 1 || l.valueBytes < 8 || l.subscribers < 1 || l.target.connections < 1 {
		return nil, errors.New("--rate, --subscribers and --connections must be at least 1, --value-bytes at least 8")
	}
	// Records go out on a connection of their own.
	producer, err := l.target.dial()
	if err != nil {
		return nil, err
	}
	defer producer.Close()
	followers, close, err := l.target.dialAll()
	if err != nil {
		return nil, err
	}
	defer close()
	w := newWorkers(ctx)
	defer w.end()

	if !l.echo {
		if err := l.prepareTopic(ctx, producer); err != nil {
			return nil, err
		}
		if err := l.follow(w, followers); err != nil {
			return nil, err
		}
	}
	// The stream is open by then, so that no record starts late.
	first := sinceStart() + 10*time.Millisecond
	from := first + l.period.warmup
	s := &schedule{l.rate, first, from, from + l.period.duration}
	l.schedule.Store(s)
	w.start(func() error { return l.produce(w, producer, s) })

	if err := w.sleep(s.from - sinceStart()); err != nil {
		return nil, err
	}
	before := l.meter.read()
	if err := w.sleep(s.to - sinceStart()); err != nil {
		return nil, err
	}
	seen := before.to(l.meter.read())
	expected := s.measured() * int64(l.subscribers)
	if err := l.drain(w, expected, s.to+drainTime); err != nil {
		return nil, err
	}
	if err := w.end(); err != nil {
		return nil, err
	}
	result := liveResult{
		Rate: l.rate, Subscribers: l.subscribers, Sent: l.sent.Load(), Expected: expected, Received: l.received.Load(),
		DeliveredPerSecond: seen.perSecond(seen.records), Seconds: seen.seconds, LoadCPUSeconds: seen.cpuSeconds,
	}
	l.meter.latency.recordMany(drainTime, result.Expected-result.Received)
	result.LatencyMs = l.meter.latency.quantiles()
	return result, nil
}

// drain waits until so many were received, but no longer than to the deadline.
func (l *liveLoad) drain(w *workers, expected int64, deadline time.Duration) error {
	for l.received.Load() < expected && sinceStart() < deadline {
		if err := w.sleep(time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

func (l *liveLoad) prepareTopic(ctx context.Context, conn *grpc.ClientConn) error {
	if l.partitions == 0 {
		return nil
	}
	_, err := createTopic(ctx, conn, l.topic, l.partitions, -1)
	if status.Code(err) == codes.AlreadyExists {
		return nil
	}
	return err
}

// follow starts the subscribers, and returns once each is told what it reads.
func (l *liveLoad) follow(w *workers, conns []*grpc.ClientConn) error {
	request := encode(&pb.SubscribeRequest{
		Topics: []string{l.topic},
		Start:  &pb.Position{At: &pb.Position_Latest{Latest: true}},
	})
	var assigned sync.WaitGroup
	assigned.Add(l.subscribers)
	for i := range l.subscribers {
		conn := conns[i%len(conns)]
		w.start(func() error { return l.subscribe(w, conn, request, assigned.Done) })
	}
	all := make(chan struct{})
	go func() {
		assigned.Wait()
		close(all)
	}()
	select {
	case <-all:
		return nil
	case <-w.ctx.Done():
		return context.Cause(w.ctx)
	case <-time.After(30 * time.Second):
		return errors.New("some subscribers were not assigned within 30 seconds")
	}
}

func (l *liveLoad) subscribe(w *workers, conn *grpc.ClientConn, request *encoded, assigned func()) error {
	stream, err := subscribe(w.ctx, conn, request)
	if err != nil {
		return err
	}
	var first event
	if err := stream.RecvMsg(&first); err != nil {
		return err
	}
	if first.other.GetAssigned() == nil {
		return errors.New("the first answer of Subscribe is not assigned")
	}
	assigned()
	message := timedBatch{arrived: l.arrived}
	for {
		if err := stream.RecvMsg(&message); err != nil {
			return fmt.Errorf("Subscribe ended: %w", err)
		}
	}
}

// arrived counts a record that was due at this time.
func (l *liveLoad) arrived(due time.Duration) {
	l.meter.add(0, 1, 0)
	if s := l.schedule.Load(); s != nil && s.measures(due) {
		l.meter.latency.record(sinceStart() - due)
		l.received.Add(1)
	}
}

// produce sends the records when they are due, or as soon after as it can.
func (l *liveLoad) produce(w *workers, conn *grpc.ClientConn, s *schedule) error {
	method := pb.BrokerService_ProduceStream_FullMethodName
	if l.echo {
		method = echoMethod
	}
	stream, err := conn.NewStream(w.ctx, bothWays, method)
	if err != nil {
		return err
	}
	message := newTimedMessage(l.topic, l.valueBytes)
	w.start(func() error { return l.takeAnswers(w, stream, message) })

	clock, err := newPacer()
	if err != nil {
		return err
	}
	defer clock.close()
	for i := int64(0); ; i++ {
		due := s.dueAt(i)
		if due >= s.to {
			break
		}
		if err := clock.wait(due - sinceStart()); err != nil {
			return err
		}
		if s.measures(due) {
			l.sent.Add(1)
		}
		// What ended the stream is told to who receives.
		if stream.SendMsg(message.due(due)) != nil {
			return nil
		}
	}
	return stream.CloseSend()
}

func (l *liveLoad) takeAnswers(w *workers, stream grpc.ClientStream, message *timedMessage) error {
	answer := producedAnswer{}
	echoed := echoedMessage{message: message}
	for {
		var err error
		if l.echo {
			err = stream.RecvMsg(&echoed)
		} else {
			err = stream.RecvMsg(&answer)
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case answer.refusal != nil:
			return answer.refusal
		case l.echo:
			l.arrived(echoed.dueAt)
		}
	}
}

// timedMessage is a ProduceStreamRequest of one record whose value begins with a time.
type timedMessage struct {
	bytes []byte
	at    int
}

func newTimedMessage(topic string, valueBytes int) *timedMessage {
	value := bytes.Repeat([]byte{0xa5}, valueBytes)
	encoded, err := proto.Marshal(&pb.ProduceStreamRequest{Produce: &pb.ProduceRequest{
		Topic:   topic,
		Records: []*pb.Record{{Value: value}},
	}})
	if err != nil {
		panic(err)
	}
	return &timedMessage{encoded, bytes.Index(encoded, value)}
}

// due is the message for a record that is to be sent at this time. gRPC may hold it for as long as it likes.
func (m *timedMessage) due(at time.Duration) *encoded {
	message := bytes.Clone(m.bytes)
	binary.LittleEndian.PutUint64(message[m.at:], uint64(at))
	return encodedBytes(message)
}

// echoedMessage is a timedMessage that came back.
type echoedMessage struct {
	message *timedMessage
	dueAt   time.Duration
	buffer  []byte
}

func (e *echoedMessage) receive(data mem.BufferSlice) error {
	bytes := contiguous(data, &e.buffer)
	if len(bytes) != len(e.message.bytes) {
		return fmt.Errorf("%d bytes were echoed as %d", len(e.message.bytes), len(bytes))
	}
	e.dueAt = time.Duration(binary.LittleEndian.Uint64(bytes[e.message.at:]))
	return nil
}

// timedBatch is a SubscribeResponse with the records of timedMessages.
type timedBatch struct {
	arrived func(due time.Duration)
	buffer  []byte
}

func (b *timedBatch) receive(data mem.BufferSlice) error {
	return eachField(contiguous(data, &b.buffer), batchTag, func(batch []byte) error {
		return eachField(batch, recordsTag, func(record []byte) error {
			const valueTag = 2<<3 | 2
			return eachField(record, valueTag, func(value []byte) error {
				if len(value) < 8 {
					return errors.New("a record has no time in it: use a topic that nobody else produces to")
				}
				b.arrived(time.Duration(binary.LittleEndian.Uint64(value)))
				return nil
			})
		})
	})
}

// eachField gives the content of each field with this tag, which has a length.
func eachField(message []byte, tag uint64, take func(content []byte) error) error {
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return protowire.ParseError(n)
		}
		message = message[n:]
		size := protowire.ConsumeFieldValue(number, kind, message)
		if size < 0 {
			return protowire.ParseError(size)
		}
		if protowire.EncodeTag(number, kind) == tag {
			content, _ := protowire.ConsumeBytes(message)
			if err := take(content); err != nil {
				return err
			}
		}
		message = message[size:]
	}
	return nil
}

// contiguous is the data in one piece; where it is in several they are put together in the buffer.
func contiguous(data mem.BufferSlice, buffer *[]byte) []byte {
	if len(data) == 1 {
		return data[0].ReadOnlyData()
	}
	*buffer = (*buffer)[:0]
	for _, piece := range data {
		*buffer = append(*buffer, piece.ReadOnlyData()...)
	}
	return *buffer
}
