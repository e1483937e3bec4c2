/** How long requests took, and so each of the records in them. */
export class Latencies {
  readonly #requests: { readonly ms: number; readonly records: number }[] = [];

  add(ms: number, records: number): void {
    this.#requests.push({ ms, records });
  }

  /** Over records, in milliseconds: the mean, the longest, and what so many percent of the records took at most. */
  summary(): { mean: number; max: number; p50: number; p95: number; p99: number; p999: number } {
    const sorted = this.#requests.toSorted((a, b) => a.ms - b.ms);
    const records = sorted.reduce((sum, request) => sum + request.records, 0);
    const percentile = (part: number) => {
      let counted = 0;
      for (const request of sorted) {
        counted += request.records;
        if (counted >= records * part) return request.ms;
      }
      return 0;
    };
    const mean = records === 0 ? 0 : sorted.reduce((sum, request) => sum + request.ms * request.records, 0) / records;
    const max = sorted.at(-1)?.ms ?? 0;
    return { mean, max, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), p999: percentile(0.999) };
  }
}
