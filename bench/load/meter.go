package main

import (
	"context"
	"errors"
	"flag"
	"sync"
	"sync/atomic"
	"time"
)

// meter counts what workers do, and the latencies of what they begin while it measures.
type meter struct {
	messages, records, bytes atomic.Int64
	measuring                atomic.Bool
	latency                  histogram
}

type counts struct {
	messages, records, bytes int64
	cpuSeconds               float64
	at                       time.Time
}

func (m *meter) add(messages, records, bytes int) {
	m.messages.Add(int64(messages))
	m.records.Add(int64(records))
	m.bytes.Add(int64(bytes))
}

func (m *meter) read() counts {
	return counts{m.messages.Load(), m.records.Load(), m.bytes.Load(), cpuSeconds(), time.Now()}
}

// window is what happened between two readings.
type window struct {
	messages, records, bytes int64
	seconds, cpuSeconds      float64
}

func (from counts) to(end counts) window {
	return window{
		end.messages - from.messages, end.records - from.records, end.bytes - from.bytes,
		end.at.Sub(from.at).Seconds(), end.cpuSeconds - from.cpuSeconds,
	}
}

func (w window) perSecond(count int64) float64 { return float64(count) / w.seconds }

// period says when a measurement begins and how long it takes.
type period struct {
	warmup, duration time.Duration
}

func periodFlags(flags *flag.FlagSet) *period {
	p := &period{}
	flags.DurationVar(&p.warmup, "warmup", time.Second, "time before the measurement begins")
	flags.DurationVar(&p.duration, "duration", 3*time.Second, "time that is measured")
	return p
}

// workers run at once; the first that fails ends all.
type workers struct {
	// ctx ends when they have to let go at once.
	ctx    context.Context
	cancel context.CancelCauseFunc
	// stopping is closed when they should come to an end.
	stopping chan struct{}
	stop     func()
	wait     sync.WaitGroup
}

func newWorkers(ctx context.Context) *workers {
	w := &workers{stopping: make(chan struct{})}
	w.ctx, w.cancel = context.WithCancelCause(ctx)
	w.stop = sync.OnceFunc(func() { close(w.stopping) })
	return w
}

func (w *workers) start(work func() error) {
	w.wait.Add(1)
	go func() {
		defer w.wait.Done()
		if err := work(); err != nil {
			w.cancel(err)
		}
	}()
}

func (w *workers) stopped() bool {
	select {
	case <-w.stopping:
		return true
	case <-w.ctx.Done():
		return true
	default:
		return false
	}
}

// sleep returns early, with why, where the workers have failed.
func (w *workers) sleep(d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-w.ctx.Done():
		return context.Cause(w.ctx)
	}
}

// join waits until all have returned, and says what the first that failed had.
func (w *workers) join() error {
	w.wait.Wait()
	if w.ctx.Err() != nil {
		return context.Cause(w.ctx)
	}
	return nil
}

var errDone = errors.New("the measurement is over")

// end cancels what is under way. Failures after that are its consequence.
func (w *workers) end() error {
	w.cancel(errDone)
	if err := w.join(); err != errDone {
		return err
	}
	return nil
}

// measure reads the meter before and after the period, while the workers run.
func (p *period) measure(w *workers, m *meter) (window, error) {
	if err := w.sleep(p.warmup); err != nil {
		return window{}, err
	}
	before := m.read()
	m.measuring.Store(true)
	err := w.sleep(p.duration)
	m.measuring.Store(false)
	return before.to(m.read()), err
}

// measureOr measures the period and ends the workers, or waits for workers that come to an end by themselves.
func (p *period) measureOr(w *workers, m *meter, byThemselves bool, before counts) (window, error) {
	if byThemselves {
		err := w.join()
		return before.to(m.read()), err
	}
	seen, err := p.measure(w, m)
	if ended := w.end(); ended != nil {
		err = ended
	}
	return seen, err
}
