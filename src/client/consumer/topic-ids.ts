import type { Connection } from "../connection.js";

/**
 * Asks which topic has a name now. A Fetch names its topic and no id, so a reader that fetches asks beside each Fetch
 * whether the log is still the one that its offsets are of.
 */
export class TopicIds {
  readonly #connection: Connection;
  /** Questions that are under way, and those that wait for them, by topic. */
  readonly #asked = new Map<string, Promise<unknown>>();
  readonly #waiting = new Map<string, Promise<string | undefined>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The id at some moment after this call. Those who call meanwhile share one question. @throws {ClientError} */
  of(topic: string): Promise<string | undefined> {
    let waiting = this.#waiting.get(topic);
    if (waiting === undefined) {
      waiting = Promise.resolve(this.#asked.get(topic)).then(() => {
        this.#waiting.delete(topic);
        const answer = this.#ask(topic);
        this.#asked.set(
          topic,
          answer.catch(() => {}),
        );
        return answer;
      });
      this.#waiting.set(topic, waiting);
    }
    return waiting;
  }

  /** By a stream that ends at once: unlike GetTopic it costs the same however many partitions there are. */
  async #ask(topic: string): Promise<string | undefined> {
    const end = { latest: true };
    const request = { topics: [topic], partitions: [0], start: end, stop: end };
    let topicId: string | undefined;
    // It is read to its end, as leaving it would be a reset.
    for await (const { assigned } of this.#connection.stub.subscribe(request)) {
      topicId ??= assigned?.partitions[0]?.topicId;
    }
    return topicId;
  }
}
