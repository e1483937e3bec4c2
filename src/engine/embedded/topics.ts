import type { Page, TopicChange, TopicConfig, TopicDescription, TopicPage, TopicSpec } from "../engine.js";
import {
  type BrokerError,
  InvalidField,
  LimitReached,
  PartitionsCannotShrink,
  TopicAlreadyExists,
  TopicDeleted,
  TopicNotFound,
} from "../errors.js";
import { pageOf } from "../pages.js";
import type { LogMemory } from "./log/log-memory.js";
import { Topic, type TopicFiles } from "./topic.js";

export interface TopicLimits {
  readonly maxTopics: number;
  /** Of all topics together. */
  readonly maxPartitions: number;
  /** Of one topic. */
  readonly maxTopicPartitions: number;
  /** Bytes of a record that a topic may allow at most. */
  readonly maxRecordBytes: number;
}

export interface TopicDefaults extends TopicConfig {
  readonly partitions: number;
}

const MAX_NAME_LENGTH = 249;
const NAME = /^[a-zA-Z0-9._-]+$/;

/** The topics of a broker, by name. */
export class Topics {
  readonly #memory: LogMemory;
  readonly #defaults: TopicDefaults;
  readonly #limits: TopicLimits;
  readonly #topics = new Map<string, Topic>();
  readonly #names = new Map<string, string>();
  /** In order; made when they are asked for. */
  #namesInOrder: readonly string[] | undefined;
  readonly #newFiles: () => TopicFiles | undefined;
  #partitions = 0;

  /**
   * @param memory where the segments of all logs are counted
   * @param newFiles called for what a new topic has on disk
   */
  constructor(
    defaults: TopicDefaults,
    limits: TopicLimits,
    memory: LogMemory,
    newFiles: () => TopicFiles | undefined = () => undefined,
  ) {
    this.#newFiles = newFiles;
    this.#memory = memory;
    this.#defaults = defaults;
    this.#limits = limits;
  }

  create(spec: TopicSpec): Topic {
    const topic = this.prepare(spec);
    this.add(topic);
    return topic;
  }

  /**
   * Makes a topic that isn't there yet for anybody else.
   *
   * @param field the name's path in the request, for errors
   */
  prepare({ topic: name, partitions = this.#defaults.partitions, config }: TopicSpec, field = "topic"): Topic {
    checkName(name, field);
    checkCount(partitions);
    this.#checkConfig(config);
    if (this.#topics.has(name)) throw new TopicAlreadyExists(name);
    this.#checkTopicPartitions(name, partitions);
    this.#checkRoom(name, 1, partitions);
    const { retentionMs, retentionBytes, maxRecordBytes } = this.#defaults;
    const whole = { retentionMs, retentionBytes, maxRecordBytes, ...config };
    return new Topic(name, partitions, whole, this.#memory, { files: this.#newFiles() });
  }

  /** Refuses to {@link add} topics that were prepared. @throws {LimitReached} {@link TopicAlreadyExists} */
  checkAdd(topics: readonly Topic[]): void {
    const [first] = topics;
    if (first === undefined) return;
    for (const { name } of topics) if (this.#topics.has(name)) throw new TopicAlreadyExists(name);
    const partitions = topics.reduce((sum, { partitionCount }) => sum + partitionCount, 0);
    this.#checkRoom(first.name, topics.length, partitions);
  }

  /** Adds a topic, whatever limits there are, as it was there before the start or {@link checkAdd} has allowed it. */
  add(topic: Topic): void {
    this.#partitions += topic.partitionCount;
    this.#topics.set(topic.name, topic);
    this.#names.set(topic.id, topic.name);
    this.#namesInOrder = undefined;
  }

  /** @throws {TopicNotFound} */
  get(name: string, field = "topic"): Topic {
    const topic = this.#topics.get(name);
    if (topic !== undefined) return topic;
    checkName(name, field);
    throw new TopicNotFound(name);
  }

  /** @throws {TopicNotFound} */
  nameOf(id: string): string {
    const name = this.#names.get(id);
    if (name === undefined) throw new TopicNotFound(id);
    return name;
  }

  has(name: string): boolean {
    return this.#topics.has(name);
  }

  page(page: Page): TopicPage {
    this.#namesInOrder ??= [...this.#topics.keys()].sort();
    const { items, more } = pageOf(this.#namesInOrder, page, (name) => this.get(name).describe(), sizeOf);
    return { topics: items, more };
  }

  update({ topic: name, partitions, config }: TopicChange): Topic {
    const topic = this.get(name);
    this.#checkConfig(config);
    if (partitions !== undefined) {
      checkCount(partitions);
      if (partitions < topic.partitionCount) throw new PartitionsCannotShrink(name, topic.partitionCount, partitions);
      this.#checkTopicPartitions(name, partitions);
      this.#checkRoom(name, 0, partitions - topic.partitionCount);
      this.#partitions += partitions - topic.partitionCount;
      topic.grow(partitions);
    }
    topic.configure(config);
    return topic;
  }

  /** @returns the topic, which is closed */
  delete(name: string): Topic {
    const topic = this.get(name);
    this.#topics.delete(name);
    this.#names.delete(topic.id);
    this.#namesInOrder = undefined;
    this.#partitions -= topic.partitionCount;
    topic.close(new TopicDeleted(name));
    return topic;
  }

  /** Closes every topic. */
  close(reason: BrokerError): void {
    for (const topic of this) topic.close(reason);
  }

  [Symbol.iterator](): Iterator<Topic> {
    return this.#topics.values();
  }

  #checkTopicPartitions(name: string, partitions: number): void {
    const { maxTopicPartitions } = this.#limits;
    if (partitions > maxTopicPartitions) {
      const what = `topic ${name} with ${partitions} partitions`;
      throw new LimitReached(what, maxTopicPartitions, "raise it with --max-topic-partitions");
    }
  }

  /** @param name of one of the topics */
  #checkRoom(name: string, topics: number, partitions: number): void {
    const { maxTopics, maxPartitions } = this.#limits;
    if (this.#topics.size + topics > maxTopics) {
      throw new LimitReached(`topic ${name}`, maxTopics, "raise it with --max-topics");
    }
    if (this.#partitions + partitions > maxPartitions) {
      throw new LimitReached(`${partitions} more partitions`, maxPartitions, "raise it with --max-partitions");
    }
  }

  #checkConfig({ retentionMs = -1, retentionBytes = -1, maxRecordBytes = 1 }: Partial<TopicConfig>): void {
    if (retentionMs < -1) throw new InvalidField("config.retention_ms", "must be -1 (kept) or more, in milliseconds");
    if (retentionBytes < -1) throw new InvalidField("config.retention_bytes", "must be -1 (no bound) or more");
    const limit = this.#limits.maxRecordBytes;
    if (maxRecordBytes < 1 || maxRecordBytes > limit) {
      throw new InvalidField("config.max_record_bytes", `must be from 1 to ${limit}, which --max-message-bytes allows`);
    }
  }
}

/** About as many bytes as its description takes in an answer. */
function sizeOf({ topic, partitions }: TopicDescription): number {
  return 100 + topic.length + 35 * partitions.length;
}

/** Kafka's rule, so that a name that is good here is good there. */
function checkName(name: string, field: string): void {
  if (name === "") throw new InvalidField(field, "is empty: name a topic");
  if (name.length > MAX_NAME_LENGTH) {
    throw new InvalidField(field, `has ${name.length} characters: at most ${MAX_NAME_LENGTH} are allowed`);
  }
  if (!NAME.test(name))
    throw new InvalidField(field, `may have only a-z A-Z 0-9 . _ and -, but is ${JSON.stringify(name)}`);
  if (name === "." || name === "..") throw new InvalidField(field, `can't be ${JSON.stringify(name)}`);
}

function checkCount(partitions: number): void {
  if (partitions < 1) throw new InvalidField("partitions", "must be at least 1, or 0 for the default");
}
