//go:build !linux

package openloop

import "time"

type pacer struct{}

func newPacer() (pacer, error) { return pacer{}, nil }

func (pacer) sleep(d time.Duration) error {
	time.Sleep(d)
	return nil
}

func (pacer) close() {}
