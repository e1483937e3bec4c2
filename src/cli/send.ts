import type { ProduceError, ProduceResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import type { BrokerClient } from "./broker.js";

export type ProduceRequest = Parameters<BrokerClient["produce"]>[0];

/** A request, and what the caller wants to know again when it is answered. */
export interface Sendable {
  readonly request: ProduceRequest;
}

export type Answer = { readonly appended: ProduceResponse } | { readonly error: ProduceError };

/** Requests that are sent and not yet answered, at most: enough to keep the broker busy, few enough to be answered soon. */
export const IN_FLIGHT = 5;

/**
 * Sends requests on one stream, several at a time and in order, and hands over each with its answer.
 *
 * @throws {ClientError} where the stream breaks; what was not handed over by then may be appended or not
 */
export async function sendAll<T extends Sendable>(
  client: BrokerClient,
  batches: AsyncIterable<T>,
  inFlight: number,
  onAnswer: (batch: T, answer: Answer) => void,
): Promise<void> {
  const unanswered: T[] = [];
  let wake = () => {};

  async function* requests() {
    for await (const batch of batches) {
      unanswered.push(batch);
      yield { produce: batch.request };
      while (unanswered.length >= inFlight) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  }

  for await (const { appended, error } of client.produceStream(requests())) {
    onAnswer(unanswered.shift()!, error === undefined ? { appended: appended ?? { runs: [] } } : { error });
    wake();
  }
}
