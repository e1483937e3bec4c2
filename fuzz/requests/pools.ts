/** Topics whose records are read back: no valid message deletes or changes them. */
export const KEPT_TOPICS: readonly string[] = ["kept-0", "kept-1", "kept-2", "kept-3"];

/** Partitions of each of the kept topics. */
export const KEPT_PARTITIONS = 3;

/** Topics that come and go. */
export const SPARE_TOPICS: readonly string[] = Array.from({ length: 16 }, (_, i) => `spare-${i}`);

export const GROUPS: readonly string[] = Array.from({ length: 8 }, (_, i) => `group-${i}`);

/** The names that the broker gives, as far as they were heard of: a choice is repeated by the seed, what is there isn't. */
export class HeardNames {
  readonly #names: string[];
  #next = 0;

  /** @param stand what is chosen before anything is heard */
  constructor(size: number, stand: string) {
    this.#names = Array<string>(size).fill(stand);
  }

  hear(name: string): void {
    this.#names[this.#next++ % this.#names.length] = name;
  }

  get all(): readonly string[] {
    return this.#names;
  }
}

/** What calls learn from each other. */
export class Pools {
  /** Topics that a mutated request created. */
  readonly strayTopics = new HeardNames(32, "spare-0");
  readonly memberIds = new HeardNames(32, "member-00000000-0000-0000-0000-000000000000");
  readonly pageTokens = new HeardNames(8, "");
}
