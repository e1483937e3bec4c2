import type { Figures } from "../run/result.js";

/** The load generator's output for each command. Rates cover the measured time, not the warm-up. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export interface ProduceOutput {
  readonly requests: number;
  readonly records: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly requestsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly latencyMs: Percentiles;
  readonly loadCpuSeconds: number;
}

export interface ReplayOutput {
  readonly messages: number;
  readonly records: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly loadCpuSeconds: number;
}

export interface LatencyOutput {
  readonly rate: number;
  readonly sent: number;
  readonly received: number;
  readonly seconds: number;
  readonly latencyMs: Percentiles;
  readonly loadCpuSeconds: number;
}

export interface GroupsOutput {
  readonly commits: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
  readonly loadCpuSeconds: number;
}

export interface FanOutOutput {
  readonly deliveredPerSecond: number;
  readonly received: number;
  readonly expected: number;
  readonly seconds: number;
  readonly latencyMs: Percentiles;
  readonly loadCpuSeconds: number;
}

export function latencyFigures({ p50, p99, p999, max }: Percentiles): Figures {
  return { p50Ms: p50, p99Ms: p99, p999Ms: p999, maxMs: max };
}

export function produceFigures(output: ProduceOutput): Figures {
  const { requests, requestsPerSecond, recordsPerSecond, bytes, seconds, latencyMs } = output;
  assertSome(requests);
  const bytesPerSecond = bytes / seconds;
  return { requestsPerSecond, recordsPerSecond, bytesPerSecond, ...latencyFigures(latencyMs), ...loadFigures(output) };
}

export function replayFigures(output: ReplayOutput): Figures {
  const { recordsPerSecond, bytesPerSecond, records, messages } = output;
  assertSome(messages);
  return { recordsPerSecond, bytesPerSecond, recordsPerMessage: records / messages, ...loadFigures(output) };
}

/** Processor share of the load generator. Near 100 it may limit the rate. */
export function loadFigures({ loadCpuSeconds, seconds }: { loadCpuSeconds: number; seconds: number }): Figures {
  return { loadCpuPercent: (loadCpuSeconds / seconds) * 100 };
}

/** A rate of 0 is a failure: every ratio to it would be infinite. */
function assertSome(messages: number): void {
  if (messages === 0)
    throw new Error("nothing was answered in the measured time: is the machine busy with something else?");
}
