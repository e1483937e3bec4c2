import type { Log } from "../log.js";
import type { ProduceRequest, ProduceResponse } from "../service/produce.js";
import { toProduceError, toRefusal } from "../service/refusal.js";
import type { BrokerService } from "../service/service.js";
import { decodeProduceRequest, decodeProduceStreamRequest } from "./codec/produce-request.js";
import type { ProduceStreamResult } from "./codec/produce-response.js";
import { brokerService } from "./definition.js";
import { answerInOrder } from "./in-order.js";
import { Malformed } from "./malformed.js";

/** Bytes of requests of one stream that are begun before the first of them is answered. */
const MAX_UNANSWERED_BYTES = 16 * 1024 * 1024;

/** What a small request counts for, so that their number is bounded too. */
const REQUEST_BYTES = 1024;

/** Produce and ProduceStream, whose requests come as they are on the wire. */
export function produceHandlers(service: BrokerService, log: Log) {
  return {
    async produce(bytes: Uint8Array): Promise<ProduceResponse> {
      return await service.produce(decoded(decodeProduceRequest, bytes));
    },

    async *produceStream(
      gathered: AsyncIterable<readonly Uint8Array[]>,
    ): AsyncGenerator<readonly ProduceStreamResult[], void, undefined> {
      const answer = (requests: readonly Uint8Array[]) => Promise.all(requests.map(produceInPlace));
      yield* answerInOrder(gathered, answer, sizeOf, MAX_UNANSWERED_BYTES);
    },
  };

  /** On a stream it is the handler that answers what is malformed, so that the stream goes on. */
  async function produceInPlace(bytes: Uint8Array): Promise<ProduceStreamResult> {
    try {
      return { appended: await service.produce(decoded(decodeProduceStreamRequest, bytes)) };
    } catch (error) {
      return { error: toProduceError(toRefusal(error, brokerService.produceStream.path, log)) };
    }
  }
}

function decoded(decode: (bytes: Uint8Array) => ProduceRequest, bytes: Uint8Array): ProduceRequest {
  try {
    return decode(bytes);
  } catch (error) {
    throw Malformed.from(error).error;
  }
}

function sizeOf(requests: readonly Uint8Array[]): number {
  return requests.reduce((size, { length }) => size + length + REQUEST_BYTES, 0);
}
