import { exchange } from "../exchange.js";

/** The part of Kafka's protocol that creates topics and counts records, which saves a JVM start for each. */

const API = { listOffsets: [2, 1], metadata: [3, 1], createTopics: [19, 2], deleteTopics: [20, 1] } as const;
const LATEST = -1n;
const TIMEOUT_MS = 30_000;

/** Number of brokers that it knows of. */
export async function brokers(port: number, timeoutMs?: number): Promise<number> {
  const everyTopic = int32(-1);
  return (await call(port, "metadata", [everyTopic], timeoutMs)).int32();
}

export async function createTopic(port: number, topic: string, partitions: number): Promise<void> {
  const noAssignments = int32(0);
  const noSettings = int32(0);
  const topics = [text(topic), int32(partitions), int16(1), noAssignments, noSettings];
  const answer = await call(port, "createTopics", [array([Buffer.concat(topics)]), int32(TIMEOUT_MS), Buffer.of(0)]);
  answer.int32();
  answer.int32();
  answer.text();
  const error = answer.int16();
  const message = answer.text();
  if (error !== 0) throw new Error(`Kafka refused to create ${topic}: error ${error} ${message}`.trimEnd());
}

export async function deleteTopic(port: number, topic: string): Promise<void> {
  const answer = await call(port, "deleteTopics", [array([text(topic)]), int32(TIMEOUT_MS)]);
  answer.int32();
  answer.int32();
  answer.text();
  const error = answer.int16();
  if (error !== 0) throw new Error(`Kafka refused to delete ${topic}: error ${error}`);
}

/** Record count of a topic from which nothing was removed. */
export async function countRecords(port: number, topic: string, partitions: number): Promise<number> {
  const asked = Array.from({ length: partitions }, (_, partition) => Buffer.concat([int32(partition), int64(LATEST)]));
  const noReplica = int32(-1);
  const answer = await call(port, "listOffsets", [noReplica, array([Buffer.concat([text(topic), array(asked)])])]);
  answer.int32();
  answer.text();
  let records = 0;
  for (let left = answer.int32(); left > 0; left--) {
    const partition = answer.int32();
    const error = answer.int16();
    if (error !== 0) throw new Error(`Kafka doesn't tell the end of ${topic}/${partition}: error ${error}`);
    answer.int64();
    records += Number(answer.int64());
  }
  return records;
}

async function call(port: number, api: keyof typeof API, body: Buffer[], timeoutMs?: number): Promise<Reader> {
  const [key, version] = API[api];
  const correlation = int32(0);
  const message = Buffer.concat([int16(key), int16(version), correlation, text("headwater-bench"), ...body]);
  const complete = (received: Buffer) => received.length >= 4 && received.length >= 4 + received.readInt32BE(0);
  const answer = await exchange(port, Buffer.concat([int32(message.length), message]), complete, timeoutMs);
  const sizeAndCorrelation = 8;
  return new Reader(answer.subarray(sizeAndCorrelation));
}

class Reader {
  #at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  int32(): number {
    this.#at += 4;
    return this.#bytes.readInt32BE(this.#at - 4);
  }

  int64(): bigint {
    this.#at += 8;
    return this.#bytes.readBigInt64BE(this.#at - 8);
  }

  /** Empty where it is null. */
  text(): string {
    const length = Math.max(0, this.int16());
    this.#at += length;
    return this.#bytes.toString("utf8", this.#at - length, this.#at);
  }
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
}

function array(entries: readonly Buffer[]): Buffer {
  return Buffer.concat([int32(entries.length), ...entries]);
}
