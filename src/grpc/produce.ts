import type { CallContext } from "nice-grpc";
import { Acks } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine } from "../engine/engine.js";
import { InvalidField, UnsupportedByEngine } from "../engine/errors.js";
import type { Log } from "../log.js";
import { decodeProduceRequest, decodeProduceStreamRequest, type ProduceRequest } from "./codec/produce-request.js";
import type { ProduceResponse, ProduceStreamResult } from "./codec/produce-response.js";
import { brokerService } from "./definition.js";
import { toProduceError, toServerError } from "./errors.js";
import { Malformed } from "./malformed.js";

const NOTHING: Promise<ProduceResponse> = Promise.resolve([]);

export function produceCalls(engine: Engine, log: Log) {
  const { kind } = engine.describe();

  function append(request: ProduceRequest): Promise<ProduceResponse> {
    if (request.hasProducer) throw new UnsupportedByEngine("producer", kind, "producer");
    switch (request.acks) {
      case Acks.ACKS_UNSPECIFIED:
      case Acks.ACKS_LEADER:
      case Acks.ACKS_ALL:
        return appendAndRelease(request);
      case Acks.ACKS_NONE:
        appendAndRelease(request).catch((error: unknown) => {
          const { code, details } = toServerError(error, brokerService.produce.path, log);
          log.warn({ code, problem: details }, "records sent with ACKS_NONE were not appended");
        });
        return NOTHING;
      default:
        throw new InvalidField("acks", `is ${request.acks}, which is none of the values of Acks`);
    }
  }

  /** The engine may read the records until it is done, which may be turns of the event loop later. */
  async function appendAndRelease(request: ProduceRequest): Promise<ProduceResponse> {
    try {
      return await engine.append(request);
    } finally {
      request.records.release();
    }
  }

  return {
    async produce(bytes: Uint8Array): Promise<ProduceResponse> {
      return await append(decoded(decodeProduceRequest, bytes));
    },

    async *produceStream(
      gathered: AsyncIterable<readonly Uint8Array[]>,
      _context: CallContext,
    ): AsyncGenerator<readonly ProduceStreamResult[], void, undefined> {
      for await (const requests of gathered) {
        const results: ProduceStreamResult[] = [];
        for (const bytes of requests) results.push(await appendInPlace(bytes));
        yield results;
      }
    },
  };

  /** On a stream it is the handler that answers what is malformed, so that the stream goes on. */
  async function appendInPlace(bytes: Uint8Array): Promise<ProduceStreamResult> {
    try {
      return { appended: await append(decoded(decodeProduceStreamRequest, bytes)) };
    } catch (error) {
      return { error: toProduceError(error, brokerService.produceStream.path, log) };
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
