import type { CallContext } from "nice-grpc";
import type { FetchRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine } from "../engine/engine.js";
import type { OutgoingBatch } from "./codec/record-batch.js";
import { toBounds, toMilliseconds, toPosition } from "./requests.js";

export function fetchCalls(engine: Engine, maxBatchBytes: number) {
  return {
    async fetch(request: FetchRequest, { signal }: CallContext): Promise<OutgoingBatch> {
      const { topic, partition, start, maxRecords, maxBytes, maxWait, text } = request;
      const batch = await engine.fetch(
        {
          topic,
          partition,
          start: toPosition(start, "start") ?? { at: "earliest" },
          bounds: toBounds(
            { records: maxRecords, bytes: maxBytes },
            { records: "max_records", bytes: "max_bytes" },
            maxBatchBytes,
          ),
          maxWaitMs: maxWait === undefined ? 0 : toMilliseconds(maxWait, "max_wait"),
        },
        signal,
      );
      return { batch, text };
    },
  };
}
