import type { CallContext } from "nice-grpc";
import type { Logger } from "pino";
import { Acks } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine } from "../engine/engine.js";
import { InvalidField } from "../engine/errors.js";
import type { ProduceRequest } from "./codec/produce-request.js";
import type { ProduceResponse, ProduceStreamResult } from "./codec/produce-response.js";
import { brokerService } from "./definition.js";
import { toProduceError, toServerError } from "./errors.js";
import { Malformed } from "./malformed.js";

const NOTHING: ProduceResponse = [];

export function produceCalls(engine: Engine, log: Logger) {
  async function append(request: ProduceRequest): Promise<ProduceResponse> {
    switch (request.acks) {
      case Acks.ACKS_UNSPECIFIED:
      case Acks.ACKS_LEADER:
      case Acks.ACKS_ALL:
        return engine.append(request);
      case Acks.ACKS_NONE:
        engine.append(request).catch((error: unknown) => {
          const { code, details } = toServerError(error, brokerService.produce.path, log);
          log.warn({ code, problem: details }, "records sent with ACKS_NONE were not appended");
        });
        return NOTHING;
      default:
        throw new InvalidField("acks", `is ${request.acks}, which is none of the values of Acks`);
    }
  }

  return {
    produce: append,

    async *produceStream(
      requests: AsyncIterable<ProduceRequest | Malformed>,
      _context: CallContext,
    ): AsyncGenerator<ProduceStreamResult, void, undefined> {
      for await (const request of requests) {
        yield await appendInPlace(request);
      }
    },
  };

  async function appendInPlace(request: ProduceRequest | Malformed): Promise<ProduceStreamResult> {
    try {
      if (request instanceof Malformed) throw request.error;
      return { appended: await append(request) };
    } catch (error) {
      return { error: toProduceError(error, brokerService.produceStream.path, log) };
    }
  }
}
