import { randomUUID } from "node:crypto";
import type { Engine, TopicDescription } from "../engine/engine.js";
import { TopicNotFound } from "../engine/errors.js";
import type { Settings } from "../settings.js";
import type { Address, Caller } from "./api.js";
import { ErrorCode, KafkaError, refusalOf } from "./errors.js";
import { ClassicGroups } from "./groups/classic-groups.js";
import { ConsumerGroups } from "./groups/consumer-groups.js";
import { Producers } from "./producers.js";
import { Turn } from "./turns.js";

/** This broker is all of its cluster. */
export const NODE_ID = 1;
export const LEADER_EPOCH = 0;
/** Stands for "not asked for" in the fields of operations that a caller is allowed. */
export const UNKNOWN_OPERATIONS = -(2 ** 31);
export const NO_TOPIC_ID = "00000000-0000-0000-0000-000000000000";

const TOPICS_PER_PAGE = 100;

/** What the calls share. */
export class Broker {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly groups: ClassicGroups;
  readonly consumerGroups: ConsumerGroups;
  readonly producers = new Producers();
  /** 22 characters, as Kafka's are. */
  readonly clusterId = Buffer.from(randomUUID().replaceAll("-", ""), "hex").toString("base64url");
  /** Where clients are told to connect to. Absent: where they did. */
  advertised: Address | undefined;

  constructor(engine: Engine, settings: Settings) {
    this.engine = engine;
    this.settings = settings;
    this.groups = new ClassicGroups(engine, settings.maxGroupMembers);
    this.consumerGroups = new ConsumerGroups(engine, settings.maxGroupMembers);
  }

  /** Where a client finds this broker. */
  addressFor({ local }: Caller): Address {
    return this.advertised ?? local;
  }

  /** A topic that is there, or nothing. */
  async findTopic(name: string): Promise<TopicDescription | undefined> {
    try {
      return await this.engine.getTopic(name);
    } catch (error) {
      if (error instanceof TopicNotFound) return undefined;
      throw error;
    }
  }

  /** A topic that is there, or nothing, whatever the name is. */
  async lookUpTopic(name: string): Promise<TopicDescription | undefined> {
    try {
      return await this.engine.getTopic(name);
    } catch (error) {
      refusalOf(error);
      return undefined;
    }
  }

  /**
   * The name of a topic that is given by its id in newer versions of a call.
   *
   * @throws {KafkaError} UNKNOWN_TOPIC_ID
   */
  async topicNameOf(topicId: string): Promise<string> {
    try {
      return await this.engine.topicName(topicId);
    } catch (error) {
      if (!(error instanceof TopicNotFound)) throw error;
      throw new KafkaError(ErrorCode.UNKNOWN_TOPIC_ID, `no topic has the id ${topicId}`);
    }
  }

  /** All topics in the order of their names, from the first one after `after`. */
  async *topics(after?: string): AsyncGenerator<TopicDescription, void, undefined> {
    const turn = new Turn();
    for (let last = after; ; ) {
      const page = await this.engine.listTopics({ limit: TOPICS_PER_PAGE, ...(last !== undefined && { after: last }) });
      yield* page.topics;
      if (!page.more) return;
      last = page.topics.at(-1)!.topic;
      await turn.next();
    }
  }
}
