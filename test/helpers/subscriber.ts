import type { BrokerServiceClient, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Record } from "../../gen/ts/headwater/v1/record.js";

type SubscribeRequest = Parameters<BrokerServiceClient["subscribe"]>[0];

/** A stream of Subscribe that a test reads event by event. */
export class Subscriber {
  readonly #events: AsyncIterator<SubscribeResponse>;
  readonly #leave = new AbortController();

  constructor(client: BrokerServiceClient, request: SubscribeRequest) {
    this.#events = client.subscribe(request, { signal: this.#leave.signal })[Symbol.asyncIterator]();
  }

  /** The next event; the end of the stream is an error. */
  async next(): Promise<SubscribeResponse> {
    const result = await this.#events.next();
    if (result.done) throw new Error("the stream ended with OK");
    return result.value;
  }

  /** Every event up to the end with OK. */
  async rest(): Promise<SubscribeResponse[]> {
    const events: SubscribeResponse[] = [];
    for (;;) {
      const result = await this.#events.next();
      if (result.done) return events;
      events.push(result.value);
    }
  }

  /** Reads on until there are so many records, and gives just those; what is not a batch is left out. */
  async records(count: number): Promise<Record[]> {
    const records: Record[] = [];
    while (records.length < count) records.push(...((await this.next()).batch?.records ?? []));
    return records;
  }

  /** Cancels the call. */
  leave(): void {
    this.#leave.abort();
  }
}

/** The names of events, in their order. */
export function kinds(events: readonly SubscribeResponse[]): string[] {
  return events.map((event) => {
    const [kind] = Object.entries(event).find(([, value]) => value !== undefined) ?? ["nothing"];
    return kind;
  });
}

/** All values of all batches, as text. */
export function values(events: readonly SubscribeResponse[]): string[] {
  return events.flatMap(({ batch }) => batch?.records ?? []).map(({ value }) => Buffer.from(value ?? []).toString());
}
