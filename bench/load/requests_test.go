package main

import (
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	pb "headwater.example/go/headwater/v1"
)

func decoded(t *testing.T, request *encoded) *pb.ProduceRequest {
	t.Helper()
	message := new(pb.ProduceRequest)
	if err := proto.Unmarshal(request.buffers.Materialize(), message); err != nil {
		t.Fatal(err)
	}
	return message
}

func TestRequestsUseEachKeyEquallyOften(t *testing.T) {
	for _, shape := range []requestShape{
		{records: 1, keys: 5}, {records: 4, keys: 6}, {records: 10, keys: 5}, {records: 3, keys: 1}, {records: 7, keys: 0},
	} {
		shape.partition = -1
		requests, err := shape.encodeAll()
		if err != nil {
			t.Fatal(err)
		}
		counts := map[string]int{}
		for _, request := range requests {
			message := decoded(t, request)
			if len(message.Records) != shape.records || message.Partition != nil {
				t.Errorf("%+v: %v", shape, message)
			}
			for _, record := range message.Records {
				if shape.keys == 0 && record.Key != nil {
					t.Errorf("%+v has a key", shape)
				}
				counts[string(record.Key)]++
			}
		}
		if len(counts) != max(1, shape.keys) {
			t.Errorf("%+v has %d keys", shape, len(counts))
		}
		for key, count := range counts {
			if count*len(counts) != shape.records*len(requests) {
				t.Errorf("%+v has %s %d times", shape, key, count)
			}
		}
	}
}

func TestRequestsThatWouldTakeTooMuchMemoryAreRefused(t *testing.T) {
	shape := requestShape{records: 1000, valueBytes: 1000, keys: 1_000_003}
	if requests, err := shape.encodeAll(); err == nil {
		t.Errorf("%d requests", len(requests))
	}
}

func TestScheduleCountsWhatIsDueWithinTheMeasuredTime(t *testing.T) {
	for _, rate := range []int{1, 3, 7, 1000, 9999, 123_457} {
		first := 17 * time.Millisecond
		s := &schedule{rate, first, first + 333*time.Millisecond, first + 1777*time.Millisecond}
		var measured int64
		last := time.Duration(-1)
		for i := int64(0); s.dueAt(i) < s.to; i++ {
			if s.dueAt(i) <= last {
				t.Fatalf("at %d/s record %d is due at %v, the one before at %v", rate, i, s.dueAt(i), last)
			}
			last = s.dueAt(i)
			if s.measures(last) {
				measured++
			}
		}
		if s.measured() != measured {
			t.Errorf("at %d/s %d are measured, but %d counted", rate, measured, s.measured())
		}
	}
}
