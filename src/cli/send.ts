import type { ProduceResponse, ProduceRequest as WireRequest } from "../../gen/ts/headwater/v1/broker_service.js";
import type { ProduceError } from "../client/errors.js";
import type { ProducerRecord } from "../client/producer/producer-record.js";
import type { Broker } from "./broker.js";

/** All of a request but its records. */
export type ProduceSettings = Partial<Pick<WireRequest, "topic" | "partition" | "acks">>;

/** A request, with what else the caller wants to know when it is answered. */
export interface Sendable {
  readonly settings: ProduceSettings;
  readonly records: readonly ProducerRecord[];
}

export type Answer = { readonly appended: ProduceResponse } | { readonly error: ProduceError };

/** Requests that are sent and not yet answered, at most: enough to keep the broker busy, few enough to be answered soon. */
export const IN_FLIGHT = 5;

/**
 * Sends requests on one stream, several at a time and in order, and hands over each with its answer.
 *
 * @throws {HeadwaterError} where the stream breaks; what was not handed over by then may be appended or not
 */
export async function sendAll<T extends Sendable>(
  { connection }: Broker,
  batches: AsyncIterable<T>,
  inFlight: number,
  onAnswer: (batch: T, answer: Answer) => void,
): Promise<void> {
  const { EncodedProduceRequest } = await import("../client/codec/produce-request.js");
  const { recordSize } = await import("../client/codec/record.js");
  const { toHeadwaterError, toProduceError } = await import("../client/errors.js");
  const unanswered: T[] = [];
  let wake = () => {};

  async function* requests() {
    for await (const batch of batches) {
      unanswered.push(batch);
      const request = new EncodedProduceRequest(batch.settings);
      for (const record of batch.records) request.add(record, recordSize(record));
      yield request.finish();
      while (unanswered.length >= inFlight) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  try {
    for await (const { appended, error } of connection.stub.produceStream(requests())) {
      const answer = error === undefined ? { appended: appended ?? { runs: [] } } : { error: toProduceError(error) };
      onAnswer(unanswered.shift()!, answer);
      wake();
    }
  } catch (error) {
    throw toHeadwaterError(error);
  }
}
