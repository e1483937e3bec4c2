package main

import (
	"flag"
	"math"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

// target is a server and how to connect to it.
type target struct {
	address     string
	windowBytes int
	connections int
}

func targetFlags(flags *flag.FlagSet) *target {
	t := &target{connections: 1}
	flags.StringVar(&t.address, "target", "127.0.0.1:50051", "`host:port` of the server")
	flags.IntVar(&t.windowBytes, "window", 4<<20, "HTTP/2 receive window of a stream in `bytes`; a connection's is four times as large")
	return t
}

// connectionsFlag lets the user choose how many connections there are.
func (t *target) connectionsFlag(flags *flag.FlagSet) {
	flags.IntVar(&t.connections, "connections", 1, "number of connections")
}

func (t *target) dial() (*grpc.ClientConn, error) {
	return grpc.NewClient("passthrough:///"+t.address,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithInitialWindowSize(int32(t.windowBytes)),
		grpc.WithInitialConnWindowSize(int32(min(4*t.windowBytes, math.MaxInt32))),
		grpc.WithReadBufferSize(256<<10),
		grpc.WithWriteBufferSize(256<<10),
		grpc.WithDisableRetry(),
		grpc.WithDisableServiceConfig(),
		grpc.WithIdleTimeout(0),
		grpc.WithDefaultCallOptions(
			grpc.ForceCodecV2(wireCodec{}),
			grpc.MaxCallRecvMsgSize(math.MaxInt32),
			grpc.MaxCallSendMsgSize(math.MaxInt32),
		),
	)
}

// dialAll opens all connections; close ends them.
func (t *target) dialAll() (conns []*grpc.ClientConn, close func(), err error) {
	close = func() {
		for _, conn := range conns {
			conn.Close()
		}
	}
	for range t.connections {
		conn, err := t.dial()
		if err != nil {
			close()
			return nil, nil, err
		}
		conns = append(conns, conn)
	}
	return conns, close, nil
}

// bothWays is a call on which both sides stream.
var bothWays = &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}
