import type { BrokerServiceClient } from "../../gen/ts/headwater/v1/broker_service.js";

type ProduceStreamRequest =
  Parameters<BrokerServiceClient["produceStream"]>[0] extends AsyncIterable<infer Request> ? Request : never;

/** The requests of a ProduceStream, sent one by one as the test goes. */
export class Requests implements AsyncIterable<ProduceStreamRequest> {
  readonly #unsent: ProduceStreamRequest[] = [];
  #ended = false;
  #wake = () => {};

  send(...requests: readonly ProduceStreamRequest[]): void {
    this.#unsent.push(...requests);
    this.#wake();
  }

  /** Closes the client's half of the stream. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ProduceStreamRequest, void, undefined> {
    for (;;) {
      yield* this.#unsent.splice(0);
      if (this.#ended && this.#unsent.length === 0) return;
      if (this.#unsent.length > 0) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
