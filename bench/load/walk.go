package main

import (
	"errors"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"

	pb "headwater.example/go/headwater/v1"
)

// Tags of SubscribeResponse.batch and of RecordBatch's fields.
const (
	batchTag         = 2<<3 | 2
	topicTag         = 1<<3 | 2
	partitionTag     = 2<<3 | 0
	recordsTag       = 3<<3 | 2
	nextOffsetTag    = 4<<3 | 0
	highWatermarkTag = 5<<3 | 0
)

var errNoBatch = errors.New("the answer is no well-formed SubscribeResponse")

// event is a SubscribeResponse. Of a batch's records no more is read than how long each is.
type event struct {
	// other is what came, where it was no batch; nil where it was one.
	other *pb.SubscribeResponse

	bytes         int
	records       int
	partition     int32
	nextOffset    int64
	highWatermark int64

	walk cursor
}

func (e *event) receive(data mem.BufferSlice) error {
	e.other, e.bytes, e.records, e.partition, e.nextOffset, e.highWatermark = nil, data.Len(), 0, 0, 0, 0
	c := &e.walk
	c.reset(data)
	if tag, ok := c.varint(); !ok || tag != batchTag {
		e.other = new(pb.SubscribeResponse)
		return proto.Unmarshal(data.Materialize(), e.other)
	}
	if length, ok := c.varint(); !ok || int(length) != e.bytes-c.passed() {
		return errNoBatch
	}
	for {
		e.records += c.skipRecords()
		if c.atEnd() {
			return nil
		}
		tag, _ := c.varint()
		value, ok := c.varint()
		if !ok {
			return errNoBatch
		}
		switch tag {
		case recordsTag:
			e.records++
			ok = c.skip(int(value))
		case topicTag:
			ok = c.skip(int(value))
		case partitionTag:
			e.partition = int32(value)
		case nextOffsetTag:
			e.nextOffset = int64(value)
		case highWatermarkTag:
			e.highWatermark = int64(value)
		default:
			ok = false
		}
		if !ok {
			return errNoBatch
		}
	}
}

// cursor goes through a message that came in several buffers.
type cursor struct {
	data []byte
	pos  int
	rest mem.BufferSlice
	// before is the length of the buffers that lie behind.
	before int
}

func (c *cursor) reset(data mem.BufferSlice) {
	*c = cursor{rest: data}
}

func (c *cursor) passed() int { return c.before + c.pos }

// atEnd is whether nothing is left, and makes the next byte be in data otherwise.
func (c *cursor) atEnd() bool {
	for c.pos == len(c.data) {
		if len(c.rest) == 0 {
			return true
		}
		c.before += len(c.data)
		c.data, c.pos, c.rest = c.rest[0].ReadOnlyData(), 0, c.rest[1:]
	}
	return false
}

func (c *cursor) varint() (value uint64, ok bool) {
	for shift := 0; shift < 64 && !c.atEnd(); shift += 7 {
		b := c.data[c.pos]
		c.pos++
		value |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return value, true
		}
	}
	return 0, false
}

func (c *cursor) skip(n int) bool {
	for n > len(c.data)-c.pos {
		n -= len(c.data) - c.pos
		c.pos = len(c.data)
		if c.atEnd() {
			return false
		}
	}
	if n < 0 {
		return false
	}
	c.pos += n
	return true
}

// skipRecords passes the records that lie whole in this buffer, as far as their length takes one byte or two.
func (c *cursor) skipRecords() (records int) {
	data, pos := c.data, c.pos
	for pos+2 < len(data) && data[pos] == recordsTag {
		length := int(data[pos+1])
		next := pos + 2 + length
		if length >= 0x80 {
			high := int(data[pos+2])
			if high >= 0x80 {
				break
			}
			next = pos + 3 + (length & 0x7f) + high<<7
		}
		if next > len(data) {
			break
		}
		pos = next
		records++
	}
	c.pos = pos
	return records
}
