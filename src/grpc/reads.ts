import type { CallContext } from "nice-grpc";
import {
  type FetchRequest,
  type SubscribeRequest,
  SubscribeResponse,
} from "../../gen/ts/headwater/v1/broker_service.js";
import type { RecordBatch } from "../engine/records.js";
import type { BrokerService } from "../service/service.js";
import { toSubscribeResponse } from "../service/subscribe.js";
import { WireType } from "../wire/reader.js";
import { BatchPace } from "./batch-pace.js";
import { encodeBatchFrame, encodeBatchMessage } from "./codec/record-batch.js";
import { encodeFrame, PacedMessage, type SendBuffers, UNCOMPRESSED, type UnreadAnswers } from "./http2/index.js";

/** Field numbers of the batch in FetchResponse and in SubscribeResponse. */
const FETCHED = 1;
const SUBSCRIBED = 2;

/** A SubscribeResponse with a heartbeat, as it goes to the HTTP/2 stream. */
const HEARTBEAT = Buffer.from([UNCOMPRESSED, 0, 0, 0, 2, (7 << 3) | WireType.Bytes, 0]);

export interface ReadOptions {
  readonly maxBatchBytes: number;
  readonly buffers: SendBuffers;
  readonly unread: UnreadAnswers;
}

/** Fetch and Subscribe, whose batches are copied from the log to what is sent. */
export function readHandlers(service: BrokerService, { maxBatchBytes, buffers, unread }: ReadOptions) {
  return {
    async fetch(request: FetchRequest, context: CallContext): Promise<Uint8Array> {
      const { text } = request;
      return encodedAndReleased(await service.fetch(request, context), (batch) =>
        encodeBatchMessage(FETCHED, { batch, text }),
      );
    },

    async *subscribe(request: SubscribeRequest, context: CallContext): AsyncGenerator<PacedMessage, void, undefined> {
      const { text } = request;
      const { signal } = context;
      const pace = new BatchPace(maxBatchBytes, unread);
      for await (const event of service.subscribe(request, context, pace)) {
        if (event.type !== "batch") {
          const frame =
            event.type === "heartbeat"
              ? HEARTBEAT
              : encodeFrame(SubscribeResponse.encode(toSubscribeResponse(event)).finish());
          const message = new PacedMessage(frame);
          yield message;
          await message.whenSent(signal);
          continue;
        }
        const frame = encodedAndReleased(event.batch, (batch) =>
          encodeBatchFrame(SUBSCRIBED, { batch, text }, buffers.take),
        );
        const message = new PacedMessage(frame);
        pace.start();
        yield message;
        await message.whenSent(signal);
        pace.end();
      }
    },
  };
}

function encodedAndReleased<Encoded>(batch: RecordBatch, encode: (batch: RecordBatch) => Encoded): Encoded {
  try {
    return encode(batch);
  } finally {
    batch.release();
  }
}
