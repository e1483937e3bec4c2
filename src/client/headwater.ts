import { BrokerAbsence } from "./broker-absence.js";
import { requiredName } from "./checks.js";
import { Connection } from "./connection.js";
import { Consumer } from "./consumer/consumer.js";
import { type ConsumerOptions, checkConsumerOptions } from "./consumer/options.js";
import { ClosedError } from "./errors.js";
import { Groups } from "./groups.js";
import type { ProducerOptions } from "./producer/options.js";
import { Producer } from "./producer/producer.js";
import { Topics } from "./topics.js";

export interface HeadwaterOptions {
  /** The broker's `host:port`, or `unix:/path`. Default: the variable HEADWATER_SERVER, or 127.0.0.1:50051. */
  readonly server?: string | undefined;
}

/**
 * A client of one broker. Each consumer has a connection of its own; all else shares one. Nothing is connected before it is needed.
 *
 * @example
 * const headwater = new Headwater();
 * const producer = headwater.producer({ topic: "orders" });
 * await producer.send({ key: "alice", value: json({ apples: 2 }) });
 * await headwater.close();
 */
export class Headwater {
  readonly server: string;
  readonly topics: Topics;
  readonly groups: Groups;
  readonly #absence: BrokerAbsence;
  readonly #connection: Connection;
  readonly #open = new Set<{ close(): Promise<void> }>();
  #isClosed = false;

  constructor({ server }: HeadwaterOptions = {}) {
    // A variable that is empty is one that is not set.
    this.server = requiredName("server", server ?? (process.env.HEADWATER_SERVER || "127.0.0.1:50051"));
    this.#absence = new BrokerAbsence(this.server);
    this.#connection = new Connection(this.server, this.#absence);
    this.topics = new Topics(this.#connection);
    this.groups = new Groups(this.#connection);
  }

  /** @throws {TypeError} for options that can't be used */
  producer(options: ProducerOptions): Producer {
    this.#checkOpen();
    return this.#keep(new Producer(this.#connection, options, (closed) => this.#open.delete(closed)));
  }

  /** @throws {TypeError} for options that don't go together */
  consumer(options: ConsumerOptions): Consumer {
    this.#checkOpen();
    checkConsumerOptions(options);
    // Of its own: what a reader leaves unread, and what it cancels, concerns all of a connection.
    const connection = new Connection(this.server, this.#absence);
    const closed = (consumer: Consumer) => {
      this.#open.delete(consumer);
      connection.close();
    };
    return this.#keep(new Consumer(connection, options, closed));
  }

  /** Closes every consumer, every producer, which waits for what was sent, and the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#open].map((it) => it.close()));
    this.#open.clear();
    this.#connection.close();
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new ClosedError("the client is closed");
  }

  /** Closed with this. */
  #keep<Kept extends { close(): Promise<void> }>(kept: Kept): Kept {
    this.#open.add(kept);
    return kept;
  }
}
