// Package openloop measures how long records take from a producer to a consumer at a fixed rate, without coordinated
// omission: when each record is due is settled before the first one is sent, a record that is sent late is timed from
// when it was due, and none is left out because the one before it is still under way.
package openloop

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

// MinValueBytes is what a value needs to carry the time at which it was due.
const MinValueBytes = 8

// idle is how long to wait for records that are still under way.
const idle = 5 * time.Second

// Config says what is sent. Records that are due within Warmup are sent, and not counted.
type Config struct {
	Rate       int
	Warmup     time.Duration
	Duration   time.Duration
	ValueBytes int
}

// Latency holds percentiles in milliseconds.
type Latency struct {
	P50  float64 `json:"p50"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
}

// Result is what was measured, without the warm-up.
type Result struct {
	Rate     int     `json:"rate"`
	Sent     int     `json:"sent"`
	Received int     `json:"received"`
	Latency  Latency `json:"latencyMs"`
}

// Loop is one measurement.
type Loop struct {
	config Config
	epoch  time.Time

	mu        sync.Mutex
	latencies []int64
	last      time.Time
}

// New starts the clock.
func New(config Config) (*Loop, error) {
	if config.Rate < 1 || config.ValueBytes < MinValueBytes {
		return nil, fmt.Errorf("the rate must be at least 1 and the value %d bytes", MinValueBytes)
	}
	return &Loop{config: config, epoch: time.Now()}, nil
}

// Arrived is told each value that the consumer got.
func (l *Loop) Arrived(value []byte) {
	now := time.Now()
	due := int64(binary.BigEndian.Uint64(value))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last = now
	if due >= 0 {
		l.latencies = append(l.latencies, int64(now.Sub(l.epoch))-due)
	}
}

// Run sends at the rate, and waits until all has arrived or nothing does any more. The value that send gets is valid
// until it returns.
func (l *Loop) Run(send func(value []byte) error) (Result, error) {
	pace, err := newPacer()
	if err != nil {
		return Result{}, err
	}
	defer pace.close()
	interval := float64(time.Second) / float64(l.config.Rate)
	warmup := int(math.Round(l.config.Warmup.Seconds() * float64(l.config.Rate)))
	sent := int(math.Round(l.config.Duration.Seconds() * float64(l.config.Rate)))
	value := make([]byte, l.config.ValueBytes)

	l.mu.Lock()
	l.latencies = make([]int64, 0, sent)
	l.mu.Unlock()
	start := time.Since(l.epoch)
	for i := range warmup + sent {
		due := start + time.Duration(float64(i)*interval)
		for wait := due - time.Since(l.epoch); wait > 0; wait = due - time.Since(l.epoch) {
			if err := pace.sleep(wait); err != nil {
				return Result{}, err
			}
		}
		mark := int64(-1)
		if i >= warmup {
			mark = int64(due)
		}
		binary.BigEndian.PutUint64(value, uint64(mark))
		if err := send(value); err != nil {
			return Result{}, err
		}
	}
	return l.collect(sent)
}

func (l *Loop) collect(sent int) (Result, error) {
	ended := time.Now()
	for {
		l.mu.Lock()
		received, last := len(l.latencies), l.last
		l.mu.Unlock()
		if received >= sent {
			break
		}
		if time.Since(ended) > idle && time.Since(last) > idle {
			return Result{}, fmt.Errorf("%d of %d records arrived", received, sent)
		}
		time.Sleep(time.Millisecond)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.latencies) == 0 {
		return Result{}, errors.New("no record was sent: the duration is too short for the rate")
	}
	slices.Sort(l.latencies)
	at := func(share float64) float64 {
		i := min(int(math.Ceil(float64(len(l.latencies))*share)), len(l.latencies)) - 1
		return float64(l.latencies[max(i, 0)]) / 1e6
	}
	return Result{
		Rate:     l.config.Rate,
		Sent:     sent,
		Received: len(l.latencies),
		Latency:  Latency{P50: at(0.5), P99: at(0.99), P999: at(0.999), Max: at(1)},
	}, nil
}
