import type { FetchRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine, FetchRequest as EngineRequest } from "../engine/engine.js";
import { LimitReached } from "../engine/errors.js";
import type { RecordBatch } from "../engine/records.js";
import type { CallContext } from "./call-context.js";
import { toBounds, toMilliseconds, toPosition } from "./requests.js";

export interface FetchLimits {
  readonly maxBatchBytes: number;
  readonly maxWaitingFetches: number;
}

export function fetchCalls(engine: Engine, { maxBatchBytes, maxWaitingFetches }: FetchLimits) {
  let waiting = 0;

  return {
    /** @returns a batch that is the caller's to release */
    async fetch(request: FetchRequest, { signal }: CallContext): Promise<RecordBatch> {
      const { topic, partition, start, maxRecords, maxBytes, maxWait } = request;
      const maxWaitMs = maxWait === undefined ? 0 : toMilliseconds(maxWait, "max_wait");
      const engineRequest: EngineRequest = {
        topic,
        partition,
        start: toPosition(start, "start") ?? { at: "earliest" },
        bounds: toBounds(
          { records: maxRecords, bytes: maxBytes },
          { records: "max_records", bytes: "max_bytes" },
          maxBatchBytes,
        ),
        maxWaitMs,
      };
      const waits = maxWaitMs > 0 ? 1 : 0;
      if (waiting + waits > maxWaitingFetches) {
        throw new LimitReached("another Fetch with max_wait", maxWaitingFetches, "raise it with --max-waiting-fetches");
      }
      waiting += waits;
      try {
        return await engine.fetch(engineRequest, signal);
      } finally {
        waiting -= waits;
      }
    },
  };
}
