import { onTestFinished } from "vitest";
import type { BrokerServiceClient, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";

type Kind = keyof SubscribeResponse;

/** A Subscribe stream that a test takes events from one by one; it is left when the test is over. */
export class TestStream {
  readonly #events: AsyncIterator<SubscribeResponse>;
  readonly #abort = new AbortController();

  constructor(client: BrokerServiceClient, request: Parameters<BrokerServiceClient["subscribe"]>[0]) {
    this.#events = client.subscribe(request, { signal: this.#abort.signal })[Symbol.asyncIterator]();
    onTestFinished(() => this.leave());
  }

  /** The next event, which must be of this kind. */
  async next<K extends Kind>(kind: K): Promise<NonNullable<SubscribeResponse[K]>> {
    const { value, done } = await this.#events.next();
    if (done) throw new Error(`the stream ended where ${kind} was expected`);
    const event = (value as SubscribeResponse)[kind];
    if (event === undefined) throw new Error(`${JSON.stringify(value, jsonBigint)} came where ${kind} was expected`);
    return event;
  }

  /** The same, but `CaughtUp` may come before it. */
  async skipTo<K extends Kind>(kind: K): Promise<NonNullable<SubscribeResponse[K]>> {
    for (;;) {
      const { value, done } = await this.#events.next();
      if (done) throw new Error(`the stream ended where ${kind} was expected`);
      const event = (value as SubscribeResponse)[kind];
      if (event !== undefined) return event;
      if (value.caughtUp === undefined) {
        throw new Error(`${JSON.stringify(value, jsonBigint)} came where ${kind} was expected`);
      }
    }
  }

  /** What the stream ends with: `undefined` for OK. Events before the end are an error. */
  async end(): Promise<unknown> {
    try {
      const { done, value } = await this.#events.next();
      if (!done) throw new Error(`${JSON.stringify(value, jsonBigint)} came where the end was expected`);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  leave(): void {
    this.#abort.abort();
  }
}

function jsonBigint(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}
