import { monitorEventLoopDelay } from "node:perf_hooks";
import { startProfile, stopProfile } from "./profiler.js";

/** The cost of a server since the last reset. */
export interface ServerStats {
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
  /**
   * What lay between two turns of a timer of one millisecond, by `perf_hooks.monitorEventLoopDelay`. Nothing is
   * subtracted: an idle process shows a little over 1 ms.
   */
  readonly loopDelayMs: LoopDelay;
}

export interface LoopDelay {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

export type ServerQuestion = "reset" | "stats" | "profile" | "profiled";

/**
 * Tells the parent process the address, then answers its messages: `"reset"` with `{ ok: true }`, and `"stats"` with
 * {@link ServerStats} since then; `"profile"` with `{ ok: true }`, and `"profiled"` with where the time went since then.
 * Ends this process when the parent goes.
 */
export function answerParent(address: string): void {
  const loopDelay = monitorEventLoopDelay({ resolution: 1 });
  loopDelay.enable();
  let cpu = process.cpuUsage();
  let startMs = performance.now();

  const reset = () => {
    loopDelay.reset();
    cpu = process.cpuUsage();
    startMs = performance.now();
    return { ok: true };
  };
  const stats = (): ServerStats => {
    const { user, system } = process.cpuUsage(cpu);
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const delayMs = (percentile: number) => loopDelay.percentile(percentile) / 1e6;
    return {
      cpuSeconds: (user + system) / 1e6,
      wallSeconds: (performance.now() - startMs) / 1000,
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      externalBytes: external,
      arrayBuffersBytes: arrayBuffers,
      loopDelayMs: { p50: delayMs(50), p99: delayMs(99), p999: delayMs(99.9), max: loopDelay.max / 1e6 },
    };
  };
  const answers = { reset, stats, profile: startProfile, profiled: stopProfile };
  process.on("message", async (question: ServerQuestion) => process.send?.(await answers[question]()));
  process.on("disconnect", () => process.exit());
  process.send?.({ address });
}
