import type { EncodedBatch, Header } from "../codec/encoded-batch.js";
import type { TopicPartition } from "../topic-partition.js";
import { toDate } from "./far-date.js";

export type { Header };

/**
 * A record as it is in the log. What it holds is read when it is asked for: a record that is kept keeps the bytes of the
 * whole message that it came in, so keep a copy of what is needed where records are kept for long.
 */
export class ConsumerRecord implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly #batch: EncodedBatch;
  readonly #index: number;
  #key: Uint8Array | undefined;
  #value: Uint8Array | undefined;
  #headers: readonly Header[] | undefined;

  /** The id of its topic: one that is deleted and made anew has another. Absent: the broker tells none. */
  get topicId(): string | undefined {
    return this.#batch.topicId;
  }

  constructor(batch: EncodedBatch, index: number) {
    this.topic = batch.topic;
    this.partition = batch.partition;
    this.#batch = batch;
    this.#index = index;
  }

  /** Its place in the partition. */
  get offset(): bigint {
    return this.#batch.offset(this.#index);
  }

  /** Absent: a record without key. */
  get key(): Uint8Array | undefined {
    this.#key ??= this.#batch.key(this.#index);
    return this.#key;
  }

  /** Absent: a tombstone. */
  get value(): Uint8Array | undefined {
    this.#value ??= this.#batch.value(this.#index);
    return this.#value;
  }

  /** In the producer's order; keys may repeat. */
  get headers(): readonly Header[] {
    this.#headers ??= this.#batch.headers(this.#index);
    return this.#headers;
  }

  /** The producer's, or else the broker's at the append. */
  get timestamp(): Date {
    return toDate(this.#batch.timestampMs(this.#index));
  }

  /** The key as UTF-8; what is not valid becomes U+FFFD. */
  get keyText(): string | undefined {
    return this.key && utf8.decode(this.key);
  }

  /** The value as UTF-8, empty for a tombstone; what is not valid becomes U+FFFD. */
  text(): string {
    return utf8.decode(this.value);
  }

  /** The value as JSON. @throws {SyntaxError} where it is none, as a tombstone is not */
  json<Value = unknown>(): Value {
    return JSON.parse(this.text()) as Value;
  }
}

// What is called a byte order mark is U+FEFF, a character like others, where there is no order of bytes.
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Records of one partition in offset order, never empty. */
export interface ConsumerBatch extends TopicPartition {
  /** As of its records. */
  readonly topicId: string | undefined;
  readonly records: readonly ConsumerRecord[];
  /** The position after this batch. */
  readonly nextOffset: bigint;
  /** The partition's end when the batch was read. */
  readonly highWatermark: bigint;
}
