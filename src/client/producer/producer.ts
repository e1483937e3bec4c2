import { setImmediate } from "node:timers/promises";
import { Acks as WireAcks } from "../../../gen/ts/headwater/v1/broker_service.js";
import { entrySize } from "../codec/produce-request.js";
import { recordSize } from "../codec/record.js";
import type { Connection } from "../connection.js";
import { ConsumerRecord } from "../consumer/consumer-record.js";
import { BufferFullError, ClosedError } from "../errors.js";
import { Wakeup } from "../wakeup.js";
import type { Delivery } from "./batch.js";
import { type ProducerOptions, type ProducerSettings, toProducerSettings } from "./options.js";
import type { ProducerRecord } from "./producer-record.js";
import { SendBuffer } from "./send-buffer.js";
import { Sender } from "./sender.js";

const WIRE_ACKS = { none: WireAcks.ACKS_NONE, leader: WireAcks.ACKS_LEADER, all: WireAcks.ACKS_ALL } as const;

/**
 * Records after which ready() gives way to the network and to other work. A loop that awaits nothing else would keep both
 * waiting until the buffer is full, and what is buffered for so long costs the garbage collector most of all.
 */
const RECORDS_PER_TURN = 1000;

const AT_ONCE = Promise.resolve();

/**
 * Appends records to a topic, in the order of `send()` within each partition. What is sent while requests are under way
 * goes together in the next one.
 *
 * @example one by one
 * const { partition, offset } = await producer.send({ key: "alice", value: "2 apples" });
 *
 * @example many, as fast as the broker takes them
 * for (const value of values) {
 *   await producer.ready();
 *   producer.send({ value }).catch(report);
 * }
 * await producer.close();
 */
export class Producer {
  readonly #settings: ProducerSettings;
  readonly #buffer: SendBuffer;
  readonly #sender: Sender;
  readonly #room = new Wakeup();
  readonly #sending: Promise<void>;
  #records = 0;
  /** Records since {@link ready} last gave way to other work. */
  #sentInTurn = 0;
  #bytes = 0;
  #isClosed = false;

  /** Made by {@link Headwater.producer}. */
  constructor(connection: Connection, options: ProducerOptions, onClosed: (producer: Producer) => void) {
    this.#settings = toProducerSettings(options);
    const { topic, acks, maxBatchRecords, maxBatchBytes, maxRequestBytes, lingerMs } = this.#settings;
    this.#buffer = new SendBuffer(
      { topic, acks: WIRE_ACKS[acks] },
      { records: maxBatchRecords, bytes: maxBatchBytes, messageBytes: maxRequestBytes },
      lingerMs,
    );
    this.#sender = new Sender(connection, this.#settings, this.#buffer, (records, bytes) => {
      this.#records -= records;
      this.#bytes -= bytes;
      this.#room.wake();
    });
    this.#sending = this.#sender.run().finally(() => onClosed(this));
  }

  get topic(): string {
    return this.#settings.topic;
  }

  /** Records that are buffered or under way. */
  get bufferedRecords(): number {
    return this.#records;
  }

  /** Bytes of the records that are buffered or under way, with what the wire adds. */
  get bufferedBytes(): number {
    return this.#bytes;
  }

  /**
   * Buffers a record, of which it keeps a copy, and sends it when its turn comes.
   *
   * A record that was read is sent with its key, value, headers and timestamp; its partition is chosen anew.
   *
   * What is known not to be written is sent again, in its order: while there is no broker, and where its log is full, a
   * limit is reached or it is stopping.
   *
   * @returns where the record was written
   * @throws {ProduceError} it was not written; the reason says why
   * @throws {OutcomeUnknownError} the connection was lost before the answer: it was written, or it was not
   * @throws {BufferFullError} the buffer is full: wait for `ready()` first
   * @throws {ClosedError} after `close()`
   * @throws {TypeError} for a record that can't be sent, as with a key, value or header that is neither text nor bytes
   */
  send(record: ProducerRecord | ConsumerRecord): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      const given = record instanceof ConsumerRecord ? toProducerRecord(record) : record;
      const size = this.#admit(given);
      const mayGo = this.#buffer.add({ record: given, size, resolve, reject });
      this.#records++;
      this.#sentInTurn++;
      this.#bytes += entrySize(size);
      if (mayGo) this.#sender.wake();
    });
  }

  /**
   * Resolves when there is room for more: when at most half of what may be buffered is, and no more than one full request
   * waits behind those that may be under way.
   */
  ready(): Promise<void> {
    return this.#sentInTurn < RECORDS_PER_TURN && this.#hasRoom() ? AT_ONCE : this.#waitForRoom();
  }

  /** Sends what is buffered without lingering, and resolves when all of it is answered; `send()` tells how. */
  async flush(): Promise<void> {
    while (this.#records > 0) {
      this.#buffer.hurry();
      this.#sender.wake();
      await this.#room.wait();
    }
  }

  /** Takes no more records, and resolves when all that were sent are answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.flush();
    this.#sender.end();
    await this.#sending;
  }

  /** Ends at once: records that were not sent fail, and of those that were the outcome is unknown. */
  async abort(): Promise<void> {
    this.#isClosed = true;
    this.#sender.abort();
    await this.#sending;
  }

  #hasRoom(): boolean {
    const { maxInFlight, maxBatchRecords, maxBatchBytes, maxBufferedRecords, maxBufferedBytes } = this.#settings;
    const requests = maxInFlight + 1;
    return (
      this.#records <= Math.min(maxBufferedRecords / 2, requests * maxBatchRecords) &&
      this.#bytes <= Math.min(maxBufferedBytes / 2, requests * maxBatchBytes)
    );
  }

  async #waitForRoom(): Promise<void> {
    await setImmediate();
    this.#sentInTurn = 0;
    while (!this.#hasRoom()) await this.#room.wait();
  }

  /** @returns the record's size. Nothing is counted yet */
  #admit(record: ProducerRecord): number {
    if (this.#isClosed) throw new ClosedError("the producer is closed");
    const size = recordSize(record);
    const { maxBufferedRecords, maxBufferedBytes } = this.#settings;
    const isFull = this.#records >= maxBufferedRecords || this.#bytes + entrySize(size) > maxBufferedBytes;
    // A record that is larger than the buffer goes alone.
    if (isFull && this.#records > 0) {
      throw new BufferFullError(`${this.#records} records are buffered: wait for ready() before send()`);
    }
    return size;
  }
}

/** All but where it was. */
function toProducerRecord({ key, value, headers, timestamp }: ConsumerRecord): ProducerRecord {
  return { key, value, headers, timestamp };
}
