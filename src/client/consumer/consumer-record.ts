import type { Record as WireRecord } from "../../../gen/ts/headwater/v1/record.js";
import type { TopicPartition } from "../topic-partition.js";

const utf8 = new TextDecoder();

export interface Header {
  readonly key: string;
  readonly value: Uint8Array;
}

/** A record as it is in the log. What it holds is read when it is asked for. */
export class ConsumerRecord implements TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly #wire: WireRecord;

  constructor({ topic, partition }: TopicPartition, wire: WireRecord) {
    this.topic = topic;
    this.partition = partition;
    this.#wire = wire;
  }

  /** Its place in the partition. */
  get offset(): bigint {
    return this.#wire.offset;
  }

  /** Absent: a record without key. */
  get key(): Uint8Array | undefined {
    return this.#wire.key;
  }

  /** Absent: a tombstone. */
  get value(): Uint8Array | undefined {
    return this.#wire.value;
  }

  /** In the producer's order; keys may repeat. */
  get headers(): readonly Header[] {
    return this.#wire.headers;
  }

  /** The producer's, or else the broker's at the append. */
  get timestamp(): Date {
    return new Date(Number(this.#wire.timestampMs));
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

/** Records of one partition in offset order, never empty. */
export interface ConsumerBatch extends TopicPartition {
  readonly records: readonly ConsumerRecord[];
  /** The position after this batch. */
  readonly nextOffset: bigint;
  /** The partition's end when the batch was read. */
  readonly highWatermark: bigint;
}
