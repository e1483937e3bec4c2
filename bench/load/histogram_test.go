package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestBucketsHoldEveryDuration(t *testing.T) {
	var h histogram
	for _, nanos := range []int64{0, 1, 127, 128, 255, 256, 257, 511, 512, 1e6, 1e9, math.MaxInt64} {
		bucket := bucketOf(nanos)
		if bucket >= len(h.counts) {
			t.Fatalf("%d falls into bucket %d of %d", nanos, bucket, len(h.counts))
		}
		if nanos > largestIn(bucket) || bucket > 0 && nanos <= largestIn(bucket-1) {
			t.Errorf("%d is not within bucket %d, which ends at %d", nanos, bucket, largestIn(bucket))
		}
	}
}

func TestBucketsFollowEachOther(t *testing.T) {
	for bucket := range bucketOf(math.MaxInt64) {
		if end := largestIn(bucket); bucketOf(end) != bucket || bucketOf(end+1) != bucket+1 {
			t.Fatalf("bucket %d ends at %d, but that falls into %d and the next into %d", bucket, end, bucketOf(end), bucketOf(end+1))
		}
	}
}

func TestQuantilesAreWithinOnePercentOfSortedValues(t *testing.T) {
	var h histogram
	random := rand.New(rand.NewPCG(1, 2))
	values := make([]time.Duration, 10_000)
	for i := range values {
		values[i] = time.Duration(math.Exp(random.Float64() * 20))
		h.record(values[i])
	}
	slices.Sort(values)
	for _, share := range []float64{0.001, 0.5, 0.9, 0.99, 0.999, 1} {
		exact := values[int(math.Ceil(share*float64(len(values))-1e-9))-1]
		if got := h.quantile(share); got < exact || float64(got) > 1.01*float64(exact)+1 {
			t.Errorf("quantile %v is %d, but %d of the sorted values", share, got, exact)
		}
	}
	if got := h.quantile(1); got != values[len(values)-1] {
		t.Errorf("the largest is %d, but %d", got, values[len(values)-1])
	}
}

func TestQuantileOfNothingIsZero(t *testing.T) {
	var h histogram
	if got := h.quantiles(); got != (quantiles{}) {
		t.Errorf("%+v", got)
	}
}

func TestRecordsThatNeverCameCountAsManyTimes(t *testing.T) {
	var h histogram
	h.record(time.Millisecond)
	h.recordMany(10*time.Second, 99)
	h.recordMany(20*time.Second, 0)
	if got := h.quantile(0.02); got < 9*time.Second || h.total() != 100 || h.quantile(1) != 10*time.Second {
		t.Errorf("quantile %v of %d, the largest %v", got, h.total(), h.quantile(1))
	}
}
