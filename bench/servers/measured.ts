import { monitorEventLoopDelay } from "node:perf_hooks";

/** What a server has cost since the last reset. */
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

export type ServerQuestion = "reset" | "stats";

/**
 * Tells the parent process the address, then answers its messages: `"reset"` with `{ ok: true }`, and `"stats"` with
 * {@link ServerStats} since then. Ends this process when the parent goes.
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
  process.on("message", (question: ServerQuestion) => process.send?.(question === "reset" ? reset() : stats()));
  process.on("disconnect", () => process.exit());
  process.send?.({ address });
}
