package main

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// pacer waits more exactly than time.Sleep, which is up to a millisecond late here. It neither spins nor holds a thread:
// the timer is a file that the runtime polls together with the connections.
type pacer struct {
	timer *os.File
	fd    int
}

func newPacer() (*pacer, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return nil, os.NewSyscallError("timerfd_create", err)
	}
	return &pacer{os.NewFile(uintptr(fd), "timer"), fd}, nil
}

// wait returns after the duration, at once where that is over.
func (p *pacer) wait(d time.Duration) error {
	if d <= 0 {
		return nil
	}
	spec := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(d))}
	if err := unix.TimerfdSettime(p.fd, 0, &spec, nil); err != nil {
		return os.NewSyscallError("timerfd_settime", err)
	}
	var expirations [8]byte
	_, err := p.timer.Read(expirations[:])
	return err
}

func (p *pacer) close() { p.timer.Close() }
