import type { Assigned, Revoked } from "../../../gen/ts/headwater/v1/broker_service.js";
import type { EncodedBatch } from "../../client/codec/encoded-batch.js";
import { keyOf, type PartitionOffset } from "../../client/topic-partition.js";
import type { Broker } from "../broker.js";
import { tell } from "../terminal/output.js";

/** A member's offsets: commits them, and knows how far it is from where the partitions ended when they were assigned. */
export class GroupOffsets {
  readonly #broker: Broker;
  readonly #group: string;
  readonly #unread = new Map<string, bigint>();
  #memberId = "";
  #assigned = false;

  constructor(broker: Broker, group: string) {
    this.#broker = broker;
    this.#group = group;
  }

  /** Whether everything has been read that was there when it was assigned. */
  get atEnd(): boolean {
    return this.#assigned && this.#unread.size === 0;
  }

  /** Commits where it starts too, so that a group that has read nothing yet goes on there next time, as in Kafka. */
  async assigned({ memberId, partitions }: Assigned): Promise<void> {
    this.#memberId = memberId;
    this.#assigned = true;
    for (const { topic, partition, startOffset, highWatermark } of partitions) {
      if (startOffset < highWatermark) this.#unread.set(keyOf({ topic, partition }), highWatermark);
    }
    await this.#commit(
      partitions.map(({ topic, partition, startOffset }) => ({ topic, partition, offset: startOffset })),
    );
  }

  revoked({ partitions }: Revoked): void {
    for (const { topic, partition } of partitions) this.#unread.delete(keyOf({ topic, partition }));
  }

  /** Retention may remove the rest of what there was to read. */
  skippedTo(topic: string, partition: number, offset: bigint): void {
    this.#reached(topic, partition, offset);
  }

  /** @param offset of the next record to read, where it isn't the batch's */
  async read({ topic, partition, nextOffset }: EncodedBatch, offset = nextOffset): Promise<void> {
    this.#reached(topic, partition, offset);
    await this.#commit([{ topic, partition, offset }]);
  }

  #reached(topic: string, partition: number, offset: bigint): void {
    const end = this.#unread.get(keyOf({ topic, partition }));
    if (end !== undefined && offset >= end) this.#unread.delete(keyOf({ topic, partition }));
  }

  async #commit(offsets: PartitionOffset[]): Promise<void> {
    if (offsets.length === 0) return;
    try {
      await this.#broker.connection.stub.commitOffsets({ group: this.#group, memberId: this.#memberId, offsets });
    } catch (error) {
      const { reasonOf } = await import("../connection.js");
      if (reasonOf(error) !== "NOT_ASSIGNED") throw error;
      // Printing took longer than a partition that moves can wait: another member has it now, and prints this again.
      tell(`not committed: ${(error as Error).message}`);
    }
  }
}
