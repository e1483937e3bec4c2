import { Acks, BrokerServiceDefinition } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine, Acks as EngineAcks, ProducerSequence } from "../engine/engine.js";
import { InvalidField } from "../engine/errors.js";
import type { AppendedRun, EncodedRecords } from "../engine/records.js";
import type { Log } from "../log.js";
import { toRefusal } from "./refusal.js";

/** A ProduceRequest with its records left as they are on the wire. */
export interface ProduceRequest {
  readonly topic: string;
  /** Released when nobody reads them any more. */
  readonly records: EncodedRecords & { release(): void };
  readonly partition: number | undefined;
  /** A number of `headwater.v1.Acks`, or none of them. */
  readonly acks: number;
  readonly expectedOffset: number | undefined;
  readonly producer: ProducerSequence | undefined;
}

/** A ProduceResponse. Not the generated one, as a batch with keys has nearly as many runs as records. */
export type ProduceResponse = readonly AppendedRun[];

const PATH = `/${BrokerServiceDefinition.fullName}/${BrokerServiceDefinition.methods.produce.name}`;

const NOTHING: Promise<ProduceResponse> = Promise.resolve([]);

export function produceCalls(engine: Engine, log: Log) {
  /** The engine may read the records until it is done, which may be turns of the event loop later. */
  async function append(request: ProduceRequest, acks: EngineAcks): Promise<ProduceResponse> {
    const { topic, records, partition, expectedOffset, producer } = request;
    try {
      return await engine.append({ topic, records, partition, expectedOffset, acks, producer });
    } finally {
      records.release();
    }
  }

  return {
    produce(request: ProduceRequest): Promise<ProduceResponse> {
      switch (request.acks) {
        case Acks.ACKS_UNSPECIFIED:
        case Acks.ACKS_LEADER:
          return append(request, "leader");
        case Acks.ACKS_ALL:
          return append(request, "all");
        case Acks.ACKS_NONE:
          append(request, "none").catch((error: unknown) => {
            const { code, message } = toRefusal(error, PATH, log);
            log.warn({ code, problem: message }, "records sent with ACKS_NONE were not appended");
          });
          return NOTHING;
        default:
          throw new InvalidField("acks", `is ${request.acks}, which is none of the values of Acks`);
      }
    },
  };
}
