package main

import (
	"fmt"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/proto"
)

// encoded is a message that is ready for the wire. Any number of calls may send it at once.
type encoded struct {
	buffers mem.BufferSlice
	size    int
}

func encodedBytes(bytes []byte) *encoded {
	return &encoded{mem.BufferSlice{mem.SliceBuffer(bytes)}, len(bytes)}
}

func encode(message proto.Message) *encoded {
	bytes, err := proto.Marshal(message)
	if err != nil {
		// Only for strings that are not UTF-8, of which there are none in what this program makes.
		panic(err)
	}
	return encodedBytes(bytes)
}

// incoming takes a message as it came. The buffers are gRPC's again once receive returns.
type incoming interface {
	receive(data mem.BufferSlice) error
}

// wireCodec passes bytes through where it is given an *encoded or an incoming, and encodes generated messages.
type wireCodec struct{}

func (wireCodec) Name() string { return "proto" }

func (wireCodec) Marshal(message any) (mem.BufferSlice, error) {
	switch message := message.(type) {
	case *encoded:
		return message.buffers, nil
	case proto.Message:
		bytes, err := proto.Marshal(message)
		return mem.BufferSlice{mem.SliceBuffer(bytes)}, err
	}
	return nil, fmt.Errorf("%T can't be sent", message)
}

func (wireCodec) Unmarshal(data mem.BufferSlice, message any) error {
	switch message := message.(type) {
	case incoming:
		return message.receive(data)
	case proto.Message:
		return proto.Unmarshal(data.Materialize(), message)
	}
	return fmt.Errorf("%T can't be received", message)
}
