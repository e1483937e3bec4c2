package main

import (
	"fmt"
	"math/rand/v2"

	pb "headwater.example/go/headwater/v1"
)

// maxEncodedBytes bounds the memory that requests take which are made ahead.
const maxEncodedBytes = 512 << 20

// requestShape is what the requests of one run have in common.
type requestShape struct {
	topic      string
	records    int
	valueBytes int
	// keys is the number of distinct keys; 0: none.
	keys int
	// partition is -1 where the broker chooses.
	partition int
	stream    bool
}

// encodeAll makes the requests that, sent in turn again and again, use each key equally often.
func (s requestShape) encodeAll() ([]*encoded, error) {
	if s.records < 1 || s.valueBytes < 0 || s.keys < 0 {
		return nil, fmt.Errorf("%d records with values of %d bytes and %d keys can't be: use --records of at least 1, and nothing negative", s.records, s.valueBytes, s.keys)
	}
	distinct := 1
	if s.keys > 0 {
		distinct = s.keys / gcd(s.keys, s.records)
	}
	if total := distinct * s.records * (s.valueBytes + 16); total > maxEncodedBytes {
		return nil, fmt.Errorf("%d different requests of %d records would take %d MiB: choose fewer --keys, or a number of --records that shares more with it", distinct, s.records, total>>20)
	}
	requests := make([]*encoded, distinct)
	for i := range requests {
		requests[i] = s.encode(i * s.records)
	}
	return requests, nil
}

// encode makes one request whose first record has the key with this number.
func (s requestShape) encode(firstKey int) *encoded {
	random := rand.New(rand.NewPCG(1, uint64(firstKey)))
	request := &pb.ProduceRequest{Topic: s.topic}
	if s.partition >= 0 {
		partition := int32(s.partition)
		request.Partition = &partition
	}
	for i := range s.records {
		record := &pb.Record{Value: make([]byte, s.valueBytes)}
		for j := range record.Value {
			record.Value[j] = byte(random.Uint32())
		}
		if s.keys > 0 {
			record.Key = fmt.Appendf(nil, "key-%d", (firstKey+i)%s.keys)
		}
		request.Records = append(request.Records, record)
	}
	if s.stream {
		return encode(&pb.ProduceStreamRequest{Produce: request})
	}
	return encode(request)
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
