import { onTestFinished } from "vitest";
import type { BrokerServiceClient, SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Record } from "../../gen/ts/headwater/v1/record.js";

type SubscribeRequest = Parameters<BrokerServiceClient["subscribe"]>[0];
type Kind = keyof SubscribeResponse;
type EventOf<K extends Kind> = NonNullable<SubscribeResponse[K]>;

/** A stream of Subscribe that a test reads event by event. It is left when the test is over. */
export class Subscriber {
  readonly #events: AsyncIterator<SubscribeResponse>;
  readonly #leave = new AbortController();

  constructor(client: BrokerServiceClient, request: SubscribeRequest) {
    this.#events = client.subscribe(request, { signal: this.#leave.signal })[Symbol.asyncIterator]();
    onTestFinished(() => this.leave());
  }

  /** The next event, or what it holds where it is named: then it must be of this kind. The end of the stream is an error. */
  next(): Promise<SubscribeResponse>;
  next<K extends Kind>(kind: K): Promise<EventOf<K>>;
  async next(kind?: Kind): Promise<unknown> {
    const { value, done } = await this.#events.next();
    if (done) throw new Error(`the stream ended with OK where ${kind ?? "an event"} was expected`);
    return kind === undefined ? value : contentOf(value, kind);
  }

  /** What the next event of this kind holds; nothing but `CaughtUp` may come before it. */
  async skipTo<K extends Kind>(kind: K): Promise<EventOf<K>> {
    for (;;) {
      const event = await this.next();
      if (event[kind] !== undefined || event.caughtUp === undefined) return contentOf(event, kind);
    }
  }

  /** What the stream ends with: `undefined` for OK. Events before the end are an error. */
  async end(): Promise<unknown> {
    try {
      const { done, value } = await this.#events.next();
      if (!done) throw new Error(`${shown(value)} came where the end was expected`);
      return undefined;
    } catch (error) {
      return error;
    }
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

function contentOf<K extends Kind>(event: SubscribeResponse, kind: K): EventOf<K> {
  const content = event[kind];
  if (content === undefined) throw new Error(`${shown(event)} came where ${kind} was expected`);
  return content as EventOf<K>;
}

function shown(event: SubscribeResponse): string {
  return JSON.stringify(event, (_, it: unknown) => (typeof it === "bigint" ? `${it}` : it));
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
