//go:build !linux

package main

import "time"

// pacer waits. Outside Linux time.Sleep is exact enough.
type pacer struct{}

func newPacer() (*pacer, error) { return &pacer{}, nil }

// wait returns after the duration, at once where that is over.
func (p *pacer) wait(d time.Duration) error {
	time.Sleep(d)
	return nil
}

func (p *pacer) close() {}
