import { crc32c } from "@node-rs/crc32";
import { At, HEAD_BYTES } from "../../src/kafka-protocol/batch-head.js";

export interface KafkaRecord {
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array | undefined;
  readonly headers: readonly { readonly key: string; readonly value: Uint8Array | undefined }[];
  /** Unix milliseconds. */
  readonly timestamp: number;
}

function zigzag(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value) * 2n;
  if (rest < 0n) rest = -rest - 1n;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

const sized = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? zigzag(-1) : Buffer.concat([zigzag(bytes.length), bytes]);

/** Kafka's documented layout of a record. */
function kafkaRecord(record: KafkaRecord, timestampDelta: number, offsetDelta: number): Buffer {
  const content = Buffer.concat([
    Buffer.from([0]),
    zigzag(timestampDelta),
    zigzag(offsetDelta),
    sized(record.key),
    sized(record.value),
    zigzag(record.headers.length),
    ...record.headers.map(({ key, value }) => Buffer.concat([sized(Buffer.from(key)), sized(value)])),
  ]);
  return Buffer.concat([zigzag(content.length), content]);
}

export interface BatchOptions {
  readonly baseOffset?: number;
  readonly attributes?: number;
  readonly count?: number;
  readonly producerId?: number;
  readonly producerEpoch?: number;
  readonly baseSequence?: number;
  readonly compress?: (bytes: Buffer) => Buffer;
}

/** A batch as a producer makes it. */
export function kafkaBatch(records: readonly KafkaRecord[], options: BatchOptions = {}): Buffer {
  const { baseOffset = 0, attributes = 0, count = records.length, compress = (bytes: Buffer) => bytes } = options;
  const { producerId = -1, producerEpoch = -1, baseSequence = -1 } = options;
  const base = records[0]?.timestamp ?? 0;
  const body = compress(Buffer.concat(records.map((r, i) => kafkaRecord(r, r.timestamp - base, i))));
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeBigInt64BE(BigInt(baseOffset), At.baseOffset);
  head.writeInt32BE(HEAD_BYTES - 12 + body.length, At.length);
  head[At.magic] = 2;
  head.writeInt16BE(attributes, At.attributes);
  head.writeInt32BE(count - 1, At.lastOffsetDelta);
  head.writeBigInt64BE(BigInt(base), At.baseTimestamp);
  head.writeBigInt64BE(BigInt(Math.max(0, ...records.map(({ timestamp }) => timestamp))), At.maxTimestamp);
  head.writeBigInt64BE(BigInt(producerId), At.producerId);
  head.writeInt16BE(producerEpoch, At.producerEpoch);
  head.writeInt32BE(baseSequence, At.baseSequence);
  head.writeInt32BE(count, At.count);
  return sealed(Buffer.concat([head, body]));
}

/** With the checksum that it should have. */
export function sealed(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(At.attributes)), At.crc);
  return batch;
}

/** A batch of records with just these values. */
export function batchOf(values: readonly string[], options: BatchOptions = {}): Buffer {
  const record = (value: string) => ({ key: undefined, value: Buffer.from(value), headers: [], timestamp: 1000 });
  return kafkaBatch(values.map(record), options);
}
