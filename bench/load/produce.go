package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	pb "headwater.example/go/headwater/v1"
)

const emptyMethod = "/headwater.bench.v1.Floor/Empty"

// requestLoad sends requests, with so many under way on each stream, or on each connection where calls are unary.
type requestLoad struct {
	requestShape
	method   string
	target   *target
	inFlight int
	streams  int

	requests []*encoded
	// next is the request that is sent next; sent ends where it reaches limit.
	next  atomic.Int64
	limit int64
	// last is sent as the last one, where that has fewer records than the others.
	last        *encoded
	lastRecords int

	meter meter
}

type producedResult struct {
	Requests          int64     `json:"requests"`
	Records           int64     `json:"records"`
	Bytes             int64     `json:"bytes"`
	Seconds           float64   `json:"seconds"`
	RequestsPerSecond float64   `json:"requestsPerSecond"`
	RecordsPerSecond  float64   `json:"recordsPerSecond"`
	LatencyMs         quantiles `json:"latencyMs"`
	// TotalRecords counts those before and after the measurement too.
	TotalRecords int64 `json:"totalRecords"`
	// LoadCPUSeconds is what this process used: near Seconds on one core, it is this program that was measured.
	LoadCPUSeconds float64 `json:"loadCpuSeconds"`
}

const unlimited = 1<<63 - 1

func requestFlags(flags *flag.FlagSet) *requestLoad {
	l := &requestLoad{target: targetFlags(flags), limit: unlimited}
	l.target.connectionsFlag(flags)
	flags.StringVar(&l.topic, "topic", "bench", "topic to append to")
	flags.IntVar(&l.valueBytes, "value-bytes", 100, "`bytes` of each value")
	flags.IntVar(&l.keys, "keys", 0, "number of different keys; 0: records have none")
	flags.IntVar(&l.partition, "partition", -1, "append to this partition; -1: the broker chooses")
	flags.IntVar(&l.inFlight, "in-flight", 8, "requests under way on each stream, or connection where calls are unary")
	flags.IntVar(&l.streams, "streams", 1, "streams on each connection")
	return l
}

func produceCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	load, period := requestFlags(flags), periodFlags(flags)
	flags.IntVar(&load.records, "records", 1000, "records of each request")
	flags.BoolVar(&load.stream, "stream", false, "send requests on ProduceStream instead of one call for each")
	return func(ctx context.Context) (any, error) {
		load.method = pb.BrokerService_Produce_FullMethodName
		var err error
		if load.requests, err = load.encodeAll(); err != nil {
			return nil, err
		}
		return load.runFor(ctx, period)
	}
}

func fillCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	load := requestFlags(flags)
	records := flags.Int("records", 1_000_000, "records in all")
	flags.IntVar(&load.records, "batch", 1000, "records of each request")
	unary := flags.Bool("unary", false, "one call for each request instead of ProduceStream")
	return func(ctx context.Context) (any, error) {
		load.method = pb.BrokerService_Produce_FullMethodName
		load.stream = !*unary
		load.records = min(load.records, *records)
		var err error
		if load.requests, err = load.encodeAll(); err != nil {
			return nil, err
		}
		load.limit = int64(*records / load.records)
		if rest := *records % load.records; rest > 0 {
			shape := load.requestShape
			shape.records = rest
			load.last, load.lastRecords = shape.encode(int(load.limit)*load.records), rest
			load.limit++
		}
		return load.runAll(ctx)
	}
}

func emptyCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	load := &requestLoad{target: targetFlags(flags), method: emptyMethod, limit: unlimited, requests: []*encoded{encodedBytes(nil)}}
	load.target.connectionsFlag(flags)
	flags.IntVar(&load.inFlight, "in-flight", 64, "calls under way on each connection")
	period := periodFlags(flags)
	return func(ctx context.Context) (any, error) { return load.runFor(ctx, period) }
}

// runFor sends for the period.
func (l *requestLoad) runFor(ctx context.Context, period *period) (any, error) {
	w := newWorkers(ctx)
	close, err := l.startAll(w)
	if err != nil {
		return nil, err
	}
	defer close()
	seen, err := period.measure(w, &l.meter)
	w.stop()
	if joined := w.join(); joined != nil {
		return nil, joined
	}
	return l.result(seen), err
}

// runAll sends up to the limit.
func (l *requestLoad) runAll(ctx context.Context) (any, error) {
	w := newWorkers(ctx)
	l.meter.measuring.Store(true)
	before := l.meter.read()
	close, err := l.startAll(w)
	if err != nil {
		return nil, err
	}
	defer close()
	if err := w.join(); err != nil {
		return nil, err
	}
	return l.result(before.to(l.meter.read())), nil
}

func (l *requestLoad) result(seen window) producedResult {
	return producedResult{
		Requests: seen.messages, Records: seen.records, Bytes: seen.bytes, Seconds: seen.seconds,
		RequestsPerSecond: seen.perSecond(seen.messages), RecordsPerSecond: seen.perSecond(seen.records),
		LatencyMs: l.meter.latency.quantiles(), TotalRecords: l.meter.records.Load(), LoadCPUSeconds: seen.cpuSeconds,
	}
}

func (l *requestLoad) startAll(w *workers) (close func(), err error) {
	if l.inFlight < 1 || l.target.connections < 1 || l.stream && l.streams < 1 {
		return nil, errors.New("--in-flight, --connections and --streams must be at least 1")
	}
	conns, close, err := l.target.dialAll()
	if err != nil {
		return nil, err
	}
	for _, conn := range conns {
		if l.stream {
			for range l.streams {
				w.start(func() error { return l.sendStream(w, conn) })
			}
			continue
		}
		for range l.inFlight {
			w.start(func() error { return l.sendCalls(w, conn) })
		}
	}
	return close, nil
}

// take is the request that is to be sent now, or nil where all are.
func (l *requestLoad) take() (request *encoded, records int) {
	i := l.next.Add(1) - 1
	switch {
	case i >= l.limit:
		return nil, 0
	case i == l.limit-1 && l.last != nil:
		return l.last, l.lastRecords
	}
	return l.requests[i%int64(len(l.requests))], l.records
}

// answered counts a request that began so long after the start.
func (l *requestLoad) answered(request *encoded, records int, began time.Duration) {
	l.meter.add(1, records, request.size)
	if l.meter.measuring.Load() {
		l.meter.latency.record(sinceStart() - began)
	}
}

// sendCalls makes one unary call after the other.
func (l *requestLoad) sendCalls(w *workers, conn *grpc.ClientConn) error {
	var answer ignored
	for !w.stopped() {
		request, records := l.take()
		if request == nil {
			break
		}
		began := sinceStart()
		if err := conn.Invoke(w.ctx, l.method, request, &answer); err != nil {
			return err
		}
		l.answered(request, records, began)
	}
	return nil
}

// underWay is a request of a stream that is not answered yet.
type underWay struct {
	request *encoded
	records int
	began   time.Duration
}

// sendStream keeps a stream filled from one goroutine and takes the answers, which come in order, in another.
func (l *requestLoad) sendStream(w *workers, conn *grpc.ClientConn) error {
	stream, err := conn.NewStream(w.ctx, bothWays, pb.BrokerService_ProduceStream_FullMethodName)
	if err != nil {
		return err
	}
	free := make(chan struct{}, l.inFlight)
	pending := make(chan underWay, l.inFlight)
	w.start(func() error {
		defer close(pending)
		for !w.stopped() {
			request, records := l.take()
			if request == nil {
				break
			}
			select {
			case free <- struct{}{}:
			case <-w.ctx.Done():
				return nil
			}
			pending <- underWay{request, records, sinceStart()}
			// What ended the stream is told to who receives.
			if stream.SendMsg(request) != nil {
				return nil
			}
		}
		return stream.CloseSend()
	})
	var answer producedAnswer
	for sent := range pending {
		if err := stream.RecvMsg(&answer); err == io.EOF {
			return errors.New("the server ended the stream before it had answered every request")
		} else if err != nil {
			return err
		} else if answer.refusal != nil {
			return answer.refusal
		}
		l.answered(sent.request, sent.records, sent.began)
		<-free
	}
	if err := stream.RecvMsg(&answer); err != io.EOF {
		return fmt.Errorf("the stream did not end after its last answer: %w", err)
	}
	return nil
}

// ignored is an answer that nobody looks into.
type ignored struct{}

func (ignored) receive(mem.BufferSlice) error { return nil }

// producedAnswer is a ProduceStreamResponse.
type producedAnswer struct {
	refusal error
}

func (a *producedAnswer) receive(data mem.BufferSlice) error {
	const errorTag = 2<<3 | 2
	a.refusal = nil
	if len(data) == 0 || data[0].ReadOnlyData()[0] != errorTag {
		return nil
	}
	var response pb.ProduceStreamResponse
	if err := proto.Unmarshal(data.Materialize(), &response); err != nil {
		return err
	}
	refused := response.GetError()
	a.refusal = fmt.Errorf("the broker refused a request: %s: %s", refused.GetReason(), refused.GetMessage())
	return nil
}
