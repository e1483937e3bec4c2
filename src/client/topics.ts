import type { Topic as WireTopic } from "../../gen/ts/headwater/v1/topic.js";
import { checkInteger, MAX_INT32, requiredText } from "./checks.js";
import type { Connection } from "./connection.js";
import { answered } from "./errors.js";
import { type Position, toWirePosition } from "./position.js";
import type { PartitionOffset } from "./topic-partition.js";

export interface TopicConfig {
  /** Records older than this may be removed. Milliseconds; -1: kept for ever. */
  readonly retentionMs: number;
  /** A partition larger than this loses its oldest records. Bytes; -1: no bound. */
  readonly retentionBytes: number;
  /** A larger record is refused. Bytes of the encoded record. */
  readonly maxRecordBytes: number;
}

/** What is absent comes from the broker's defaults on create, and stays as it is on update. */
export interface TopicSettings extends Partial<TopicConfig> {
  readonly partitions?: number;
}

export interface Partition {
  readonly partition: number;
  /** The oldest offset that is still retained. */
  readonly logStartOffset: bigint;
  /** The offset that the next appended record will get. */
  readonly highWatermark: bigint;
  readonly sizeBytes: bigint;
}

export interface Topic {
  readonly name: string;
  /** A UUID. A topic that is deleted and made anew has another. */
  readonly topicId: string;
  readonly partitions: readonly Partition[];
  readonly config: TopicConfig;
}

/** Topics. Every method throws a {@link HeadwaterError} where the broker refuses, and a TypeError for what can't be asked. */
export class Topics {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws {HeadwaterError} TOPIC_ALREADY_EXISTS, INVALID_FIELD, LIMIT_REACHED */
  async create(topic: string, settings: TopicSettings = {}): Promise<Topic> {
    const request = toWireTopic(topic, settings);
    return toTopic((await answered(this.#connection.stub.createTopic(request))).topic!);
  }

  /** @throws {HeadwaterError} TOPIC_NOT_FOUND */
  async get(topic: string): Promise<Topic> {
    const request = { topic: requiredText("topic", topic) };
    return toTopic((await answered(this.#connection.stub.getTopic(request))).topic!);
  }

  /** In the order of their names, read page by page as they are asked for. */
  async *list(): AsyncGenerator<Topic, void, undefined> {
    let pageToken = "";
    do {
      const page = await answered(this.#connection.stub.listTopics({ pageToken }));
      yield* page.topics.map(toTopic);
      pageToken = page.nextPageToken;
    } while (pageToken !== "");
  }

  /**
   * Partitions can only be added.
   *
   * @throws {HeadwaterError} TOPIC_NOT_FOUND, PARTITIONS_CANNOT_SHRINK, INVALID_FIELD
   */
  async update(topic: string, settings: TopicSettings): Promise<Topic> {
    const request = toWireTopic(topic, settings);
    return toTopic((await answered(this.#connection.stub.updateTopic(request))).topic!);
  }

  /** @throws {HeadwaterError} TOPIC_NOT_FOUND */
  async delete(topic: string): Promise<void> {
    await answered(this.#connection.stub.deleteTopic({ topic: requiredText("topic", topic) }));
  }

  /**
   * The offset of a position in every partition, in partition order.
   *
   * @throws {HeadwaterError} TOPIC_NOT_FOUND, OFFSET_OUT_OF_RANGE
   */
  async offsets(topic: string, position: Position): Promise<readonly PartitionOffset[]> {
    const request = { topic: requiredText("topic", topic), position: toWirePosition(position) };
    return (await answered(this.#connection.stub.listOffsets(request))).offsets;
  }
}

function toWireTopic(topic: string, { partitions, retentionMs, retentionBytes, maxRecordBytes }: TopicSettings) {
  checkInteger("partitions", partitions, 0, MAX_INT32);
  checkInteger("retentionMs", retentionMs, -1);
  checkInteger("retentionBytes", retentionBytes, -1);
  checkInteger("maxRecordBytes", maxRecordBytes, 0, MAX_INT32);
  return {
    topic: requiredText("topic", topic),
    partitions: partitions ?? 0,
    config: {
      ...(retentionMs !== undefined && { retentionMs: BigInt(retentionMs) }),
      ...(retentionBytes !== undefined && { retentionBytes: BigInt(retentionBytes) }),
      ...(maxRecordBytes !== undefined && { maxRecordBytes }),
    },
  };
}

function toTopic({ name, topicId, partitions, config }: WireTopic): Topic {
  return {
    name,
    topicId,
    partitions: partitions.map(({ partition, logStartOffset, highWatermark, sizeBytes }) => ({
      partition,
      logStartOffset,
      highWatermark,
      sizeBytes,
    })),
    config: {
      retentionMs: Number(config?.retentionMs),
      retentionBytes: Number(config?.retentionBytes),
      maxRecordBytes: Number(config?.maxRecordBytes),
    },
  };
}
