import type { CallContext } from "nice-grpc";
import type { FetchRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine, FetchRequest as EngineRequest } from "../engine/engine.js";
import { LimitReached } from "../engine/errors.js";
import { toBounds, toMilliseconds, toPosition } from "../service/requests.js";
import { encodeBatchMessage } from "./codec/record-batch.js";

/** Field number of the batch in FetchResponse. */
const BATCH = 1;

export function fetchCalls(engine: Engine, maxBatchBytes: number, maxWaitingFetches: number) {
  let waiting = 0;

  return {
    async fetch(request: FetchRequest, { signal }: CallContext): Promise<Uint8Array> {
      const { topic, partition, start, maxRecords, maxBytes, maxWait, text } = request;
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
        const batch = await engine.fetch(engineRequest, signal);
        try {
          return encodeBatchMessage(BATCH, { batch, text });
        } finally {
          batch.release();
        }
      } finally {
        waiting -= waits;
      }
    },
  };
}
