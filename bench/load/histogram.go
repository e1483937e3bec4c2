package main

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// subBucketBits gives each power of two 128 buckets, so that a value is known to 0.8 %.
const subBucketBits = 7

// histogram counts durations in buckets that grow with them. Many may record at once.
type histogram struct {
	counts [(64 - subBucketBits) << subBucketBits]atomic.Int64
	max    atomic.Int64
}

func (h *histogram) record(d time.Duration) { h.recordMany(d, 1) }

func (h *histogram) recordMany(d time.Duration, times int64) {
	if times <= 0 {
		return
	}
	nanos := max(0, int64(d))
	h.counts[bucketOf(nanos)].Add(times)
	for {
		largest := h.max.Load()
		if nanos <= largest || h.max.CompareAndSwap(largest, nanos) {
			return
		}
	}
}

func bucketOf(nanos int64) int {
	shift := max(0, bits.Len64(uint64(nanos))-subBucketBits-1)
	return shift<<subBucketBits + int(nanos>>shift)
}

// largestIn is the largest value that falls into the bucket.
func largestIn(bucket int) int64 {
	shift := max(0, bucket>>subBucketBits-1)
	return int64(bucket-shift<<subBucketBits+1)<<shift - 1
}

func (h *histogram) total() int64 {
	var total int64
	for i := range h.counts {
		total += h.counts[i].Load()
	}
	return total
}

// quantile is the smallest duration that at least this share of all is not above, rounded up to its bucket's end.
func (h *histogram) quantile(share float64) time.Duration {
	rank := max(1, ceil(share*float64(h.total())))
	var seen int64
	for i := range h.counts {
		seen += h.counts[i].Load()
		if seen >= rank {
			return time.Duration(min(largestIn(i), h.max.Load()))
		}
	}
	return 0
}

// quantiles are in milliseconds.
type quantiles struct {
	P50  float64 `json:"p50"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
}

func (h *histogram) quantiles() quantiles {
	ms := func(d time.Duration) float64 { return float64(d) / 1e6 }
	return quantiles{ms(h.quantile(0.5)), ms(h.quantile(0.99)), ms(h.quantile(0.999)), ms(time.Duration(h.max.Load()))}
}
