import { ErrorCode, KafkaError } from "./errors.js";

/** Batches of a producer in a partition that are known again when they come twice, as in Kafka. */
const REMEMBERED_BATCHES = 5;
/** Producers in partitions that are remembered; beyond it, those that have been silent for longest are forgotten. */
const MAX_STATES = 100_000;
const MAX_EPOCH = 0x7fff;
/** Sequences go from 0 to 2^31 - 1 and then from 0 again. */
const SEQUENCES = 2 ** 31;

interface Remembered {
  readonly sequence: number;
  readonly count: number;
  readonly baseOffset: number;
}

interface State {
  epoch: number;
  nextSequence: number;
  /** The latest last. */
  readonly batches: Remembered[];
}

export interface ProducerBatch {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly count: number;
}

/** The idempotent producers: which batch of each comes next in each partition, and which came already. */
export class Producers {
  readonly #states = new Map<string, State>();
  readonly #epochs = new Map<number, number>();
  // Ids of an earlier process must not come again.
  #nextId = Date.now() * 1000;

  /** A producer of its own id and the next epoch of it, or a new one. */
  init(producerId: number, producerEpoch: number): { producerId: number; producerEpoch: number } {
    if (producerId < 0) return { producerId: this.#nextId++, producerEpoch: 0 };
    const epoch = Math.max(this.#epochs.get(producerId) ?? 0, producerEpoch) + 1;
    if (epoch > MAX_EPOCH) return { producerId: this.#nextId++, producerEpoch: 0 };
    if (this.#epochs.size >= MAX_STATES) this.#epochs.delete(this.#epochs.keys().next().value!);
    this.#epochs.set(producerId, epoch);
    return { producerId, producerEpoch: epoch };
  }

  /**
   * Looks whether a batch is the next of its producer.
   *
   * @param partition the topic's id and the partition
   * @returns the offset at which it is already, where it came before
   * @throws {KafkaError} where it is neither
   */
  check(partition: string, batch: ProducerBatch): number | undefined {
    const { producerId, producerEpoch, baseSequence, count } = batch;
    const state = this.#states.get(keyOf(partition, producerId));
    // What was forgotten, or came before a restart, can't be judged.
    if (state === undefined) return undefined;
    if (producerEpoch < state.epoch) {
      throw new KafkaError(
        ErrorCode.INVALID_PRODUCER_EPOCH,
        `producer ${producerId} has epoch ${state.epoch}, and the batch is of epoch ${producerEpoch}`,
      );
    }
    const isNewEpoch = producerEpoch > state.epoch;
    if (!isNewEpoch) {
      const before = state.batches.find((known) => known.sequence === baseSequence && known.count === count);
      if (before !== undefined) return before.baseOffset;
    }
    const expected = isNewEpoch ? 0 : state.nextSequence;
    if (baseSequence !== expected) {
      throw new KafkaError(
        ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
        `producer ${producerId} sent sequence ${baseSequence} where ${expected} is next`,
      );
    }
    return undefined;
  }

  /** Remembers a batch that was appended. */
  appended(partition: string, { producerId, producerEpoch, baseSequence, count }: ProducerBatch, offset: number): void {
    const key = keyOf(partition, producerId);
    let state = this.#states.get(key);
    if (state === undefined || state.epoch !== producerEpoch) {
      state = { epoch: producerEpoch, nextSequence: 0, batches: [] };
    }
    state.nextSequence = (baseSequence + count) % SEQUENCES;
    state.batches.push({ sequence: baseSequence, count, baseOffset: offset });
    if (state.batches.length > REMEMBERED_BATCHES) state.batches.shift();
    // The map's order is that of use.
    this.#states.delete(key);
    if (this.#states.size >= MAX_STATES) this.#states.delete(this.#states.keys().next().value!);
    this.#states.set(key, state);
  }
}

function keyOf(partition: string, producerId: number): string {
  return `${partition}/${producerId}`;
}
