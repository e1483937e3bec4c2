package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	pb "headwater.example/go/headwater/v1"
)

type firstAnswerResult struct {
	Ms float64 `json:"ms"`
}

func firstAnswerCommand(flags *flag.FlagSet) func(context.Context) (any, error) {
	timeout := flags.Duration("timeout", time.Minute, "time that the first answer may take")
	pause := flags.Duration("pause", 2*time.Millisecond, "time between two attempts")
	return func(ctx context.Context) (any, error) {
		if flags.NArg() == 0 {
			return nil, errors.New("give the command that starts a broker, as in: first-answer -- headwater serve --grpc-listen 127.0.0.1:{port}")
		}
		ctx, cancel := context.WithTimeoutCause(ctx, *timeout, fmt.Errorf("there was no answer within %s", *timeout))
		defer cancel()
		return timeFirstAnswer(ctx, flags.Args(), *pause)
	}
}

// timeFirstAnswer starts the command, with a free port for {port}, asks until it answers, and ends it.
func timeFirstAnswer(ctx context.Context, command []string, pause time.Duration) (any, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	args := make([]string, len(command))
	for i, arg := range command {
		args[i] = strings.ReplaceAll(arg, "{port}", strconv.Itoa(port))
	}
	var output bytes.Buffer
	broker := exec.Command(args[0], args[1:]...)
	broker.Stdout, broker.Stderr = &output, &output
	// A group of its own, so that what the command starts in turn ends with it.
	broker.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	broker.WaitDelay = time.Second

	began := sinceStart()
	if err := broker.Start(); err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- broker.Wait() }()
	defer end(broker, ended)

	address := &target{address: fmt.Sprintf("127.0.0.1:%d", port), windowBytes: 1 << 20}
	for !isAnswering(ctx, address) {
		select {
		case err := <-ended:
			ended <- err
			return nil, fmt.Errorf("%s ended before it answered: %v\n%s", args[0], err, output.Bytes())
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
	return firstAnswerResult{float64(sinceStart()-began) / 1e6}, nil
}

// isAnswering asks on a connection of its own: one that was refused would wait before it tries again.
func isAnswering(ctx context.Context, address *target) bool {
	conn, err := address.dial()
	if err != nil {
		return false
	}
	defer conn.Close()
	_, err = pb.NewBrokerServiceClient(conn).ListTopics(ctx, &pb.ListTopicsRequest{})
	return err == nil
}

func end(broker *exec.Cmd, ended <-chan error) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		syscall.Kill(-broker.Process.Pid, signal)
		select {
		case <-ended:
			return
		case <-time.After(5 * time.Second):
		}
	}
}

func freePort() (int, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
