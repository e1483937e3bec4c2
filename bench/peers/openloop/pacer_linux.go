package openloop

import (
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// pacer is a timer of the kernel that the runtime polls beside the connections. Go's own timers wake an otherwise idle
// program only on the next millisecond.
type pacer struct{ timer *os.File }

func newPacer() (pacer, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return pacer{}, os.NewSyscallError("timerfd_create", err)
	}
	return pacer{os.NewFile(uintptr(fd), "pacer")}, nil
}

func (p pacer) sleep(d time.Duration) error {
	raw, err := p.timer.SyscallConn()
	if err != nil {
		return err
	}
	var refused error
	once := unix.ItimerSpec{Value: unix.NsecToTimespec(int64(d))}
	if err := raw.Control(func(fd uintptr) { refused = unix.TimerfdSettime(int(fd), 0, &once, nil) }); err != nil {
		return err
	}
	if refused != nil {
		return os.NewSyscallError("timerfd_settime", refused)
	}
	_, err = p.timer.Read(make([]byte, 8))
	return err
}

func (p pacer) close() { _ = p.timer.Close() }
