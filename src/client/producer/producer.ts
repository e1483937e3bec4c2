import type { Connection } from "../connection.js";
import { BufferFullError, ClosedError } from "../errors.js";
import { Wakeup } from "../wakeup.js";
import type { Delivery } from "./batch.js";
import { type ProducerOptions, type ProducerSettings, toProducerSettings } from "./options.js";
import { type EncodedRecord, encodeRecord, type ProducerRecord } from "./producer-record.js";
import { SendBuffer } from "./send-buffer.js";
import { Sender } from "./sender.js";

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
  #bytes = 0;
  #isClosed = false;

  /** Made by {@link Headwater.producer}. */
  constructor(connection: Connection, options: ProducerOptions, onClosed: (producer: Producer) => void) {
    this.#settings = toProducerSettings(options);
    const { maxBatchRecords, maxBatchBytes, lingerMs } = this.#settings;
    this.#buffer = new SendBuffer({ records: maxBatchRecords, bytes: maxBatchBytes }, lingerMs);
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
   * Buffers a record and sends it when its turn comes. Bytes must not be changed before the delivery.
   *
   * What is known not to be written is sent again, in its order: while there is no broker, and where its log is full, a
   * limit is reached or it is stopping.
   *
   * @returns where the record was written
   * @throws {ProduceError} it was not written; the reason says why
   * @throws {OutcomeUnknownError} the connection was lost before the answer: it was written, or it was not
   * @throws {BufferFullError} the buffer is full: wait for `ready()` first
   * @throws {ClosedError} after `close()`
   * @throws {TypeError} for a key, value or header that is neither text nor bytes
   */
  send(record: ProducerRecord): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      const { wire, bytes } = this.#admit(record);
      this.#records++;
      this.#bytes += bytes;
      this.#buffer.add({ record, wire, bytes, since: Date.now(), resolve, reject });
      this.#sender.wake();
    });
  }

  /** Resolves when there is room for more: when at most half of what may be buffered is. */
  async ready(): Promise<void> {
    const { maxBufferedRecords, maxBufferedBytes } = this.#settings;
    while (this.#records > maxBufferedRecords / 2 || this.#bytes > maxBufferedBytes / 2) await this.#room.wait();
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

  #admit(record: ProducerRecord): EncodedRecord {
    if (this.#isClosed) throw new ClosedError("the producer is closed");
    const encoded = encodeRecord(record);
    const { maxBufferedRecords, maxBufferedBytes } = this.#settings;
    const isFull = this.#records >= maxBufferedRecords || this.#bytes + encoded.bytes > maxBufferedBytes;
    // A record that is larger than the buffer goes alone.
    if (isFull && this.#records > 0) {
      throw new BufferFullError(`${this.#records} records are buffered: wait for ready() before send()`);
    }
    return encoded;
  }
}
