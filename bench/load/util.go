package main

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"syscall"
	"time"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	return slices.Sorted(maps.Keys(m))
}

// ceil does not take rounding errors for a whole more.
func ceil(x float64) int64 {
	return int64(math.Ceil(x - 1e-9))
}

// cpuSeconds is what this process has used, all threads together.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	seconds := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return seconds(usage.Utime) + seconds(usage.Stime)
}

var start = time.Now()

// sinceStart is the time by the monotonic clock, the same for all of this process.
func sinceStart() time.Duration { return time.Since(start) }
