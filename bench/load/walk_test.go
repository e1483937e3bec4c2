package main

import (
	"fmt"
	"testing"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	pb "headwater.example/go/headwater/v1"
)

// pieces cuts a message as the network might.
func pieces(message []byte, size int) mem.BufferSlice {
	var data mem.BufferSlice
	for len(message) > 0 {
		n := min(size, len(message))
		data = append(data, mem.SliceBuffer(message[:n]))
		message = message[n:]
	}
	return data
}

func batchMessage(t *testing.T, records int, valueBytes func(i int) int) []byte {
	t.Helper()
	batch := &pb.RecordBatch{Topic: "orders", Partition: 3, NextOffset: 1 << 40, HighWatermark: 1<<40 + 7}
	for i := range records {
		batch.Records = append(batch.Records, &pb.Record{
			Key:         []byte(fmt.Sprint("key-", i)),
			Value:       make([]byte, valueBytes(i)),
			TimestampMs: 1_750_000_000_000,
			Offset:      int64(i),
		})
	}
	message, err := proto.Marshal(&pb.SubscribeResponse{Event: &pb.SubscribeResponse_Batch{Batch: batch}})
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func TestCountsRecordsHoweverTheMessageIsCut(t *testing.T) {
	sizes := []int{0, 1, 90, 100, 120, 128, 200, 16_000, 16_400, 70_000}
	const records = 40
	message := batchMessage(t, records, func(i int) int { return sizes[i%len(sizes)] })
	for _, size := range []int{1, 2, 3, 7, 113, 1000, 16_384, len(message) - 1, len(message)} {
		// One that was used before.
		e := event{records: 5, other: new(pb.SubscribeResponse)}
		if err := e.receive(pieces(message, size)); err != nil {
			t.Fatalf("in pieces of %d: %v", size, err)
		}
		if e.other != nil || e.records != records || e.bytes != len(message) || e.partition != 3 || e.nextOffset != 1<<40 || e.highWatermark != 1<<40+7 {
			t.Errorf("in pieces of %d: %+v", size, e)
		}
	}
}

func TestRefusesWhatIsCutShort(t *testing.T) {
	message := batchMessage(t, 3, func(int) int { return 100 })
	for end := 1; end < len(message); end++ {
		for _, size := range []int{5, len(message)} {
			var e event
			if err := e.receive(pieces(message[:end], size)); err == nil {
				t.Fatalf("%d of %d bytes, in pieces of %d, count as %d records", end, len(message), size, e.records)
			}
		}
	}
}

func TestDecodesWhatIsNoBatch(t *testing.T) {
	assigned := &pb.Assigned{MemberId: "member-1"}
	message, err := proto.Marshal(&pb.SubscribeResponse{Event: &pb.SubscribeResponse_Assigned{Assigned: assigned}})
	if err != nil {
		t.Fatal(err)
	}
	var e event
	if err := e.receive(pieces(message, 4)); err != nil || e.other.GetAssigned().GetMemberId() != "member-1" {
		t.Errorf("%v, %v", e.other, err)
	}
}

func BenchmarkCountRecords(b *testing.B) {
	batch := &pb.RecordBatch{Topic: "orders"}
	for i := range 2000 {
		batch.Records = append(batch.Records, &pb.Record{Value: make([]byte, 100), TimestampMs: 1_750_000_000_000, Offset: int64(i)})
	}
	message, _ := proto.Marshal(&pb.SubscribeResponse{Event: &pb.SubscribeResponse_Batch{Batch: batch}})
	data := pieces(message, 16_384)
	b.SetBytes(int64(len(message)))
	for range b.N {
		var e event
		if err := e.receive(data); err != nil {
			b.Fatal(err)
		}
	}
}
