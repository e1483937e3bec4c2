import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Engine, SubscribeEvent } from "../../../src/engine/engine.js";
import { GroupNotEmpty, GroupNotFound, NotAssigned } from "../../../src/engine/errors.js";
import { encodeRecords } from "../../helpers/records.js";

const GROUP = "group";
const TOPICS = ["a", "b"];
const REVOKE_TIMEOUT_MS = 1000;

/** How the members of a history treat what they are sent. */
type Habit =
  /** They commit all of it, before they leave and in time: each record is delivered exactly once. */
  | "commits"
  /** They may commit, leave without, or be late: each record is delivered at least once. */
  | "careless"
  /** The broker commits for them: each record is delivered at most once. */
  | "on-delivery";

type Step =
  | { readonly do: "join"; readonly topics: readonly string[]; readonly maxInFlight: number | undefined }
  | { readonly do: "pull" | "commit" | "leave" | "commit-after-leaving"; readonly who: number }
  | { readonly do: "produce"; readonly topic: string; readonly partition: number; readonly count: number }
  | { readonly do: "grow"; readonly topic: string }
  | { readonly do: "wait"; readonly ms: number }
  | { readonly do: "reset"; readonly topic: string }
  /** Nothing in an engine that keeps nothing. */
  | { readonly do: "restart"; readonly after: Stop };

/** How an engine comes to its end before it starts anew. */
export type Stop = "stop" | "power loss";

/** An engine for one history. */
export interface ModelEngine {
  readonly engine: Engine;
  /** Turns of the event loop until it has done all that it can do without a timer. */
  readonly turns: number;
  /** The engine that goes on with what this one kept. */
  readonly restart?: (after: Stop) => Promise<ModelEngine>;
}

const who = fc.nat(9);
const topic = fc.constantFrom(...TOPICS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("join" as const),
      topics: fc.subarray(TOPICS, { minLength: 1 }),
      maxInFlight: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("pull" as const), who }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("commit" as const), who }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("leave" as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("commit-after-leaving" as const), who }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("produce" as const),
      topic,
      partition: fc.nat(9),
      count: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("grow" as const), topic }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.integer({ min: 1, max: 1500 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reset" as const), topic }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("restart" as const),
      after: fc.constantFrom<Stop>("stop", "power loss"),
    }),
  },
);

/** Lets everything that is ready to run do so. */
type Settle = () => Promise<void>;

async function settleIn(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const keyOf = ({ topic, partition }: { topic: string; partition: number }) => `${topic}/${partition}`;

class TestMember {
  readonly topics: readonly string[];
  readonly #engine: Engine;
  readonly #settle: Settle;
  readonly #events: AsyncIterator<SubscribeEvent>;
  readonly #abort = new AbortController();
  readonly #delivered: (partition: string, from: number, to: number) => void;
  #memberId: string | undefined;
  #isPulling = false;
  #batches = 0;
  #problem: unknown;
  /** By partition, whether records may come. */
  readonly #flows = new Map<string, boolean>();
  /** By partition, the end of what was sent. */
  readonly #received = new Map<string, { topic: string; partition: number; offset: number }>();

  constructor(
    engine: Engine,
    settle: Settle,
    topics: readonly string[],
    maxInFlight: number | undefined,
    habit: Habit,
    delivered: (partition: string, from: number, to: number) => void,
  ) {
    this.#engine = engine;
    this.#settle = settle;
    this.topics = topics;
    this.#delivered = delivered;
    const commitsOnDelivery = habit === "on-delivery";
    const membership = {
      group: GROUP,
      clientId: "",
      peer: "",
      commitsOnDelivery,
      maxInFlight: commitsOnDelivery ? undefined : maxInFlight,
      revokeTimeoutMs: REVOKE_TIMEOUT_MS,
    };
    const bounds = { maxRecords: 3, maxBytes: 1 << 20 };
    this.#events = engine
      .subscribe({ topics, start: { at: "earliest" }, bounds, membership }, this.#abort.signal)
      [Symbol.asyncIterator]();
  }

  get memberId(): string | undefined {
    return this.#memberId;
  }

  /** Asks for one event, unless one is asked for already. */
  pull(): void {
    if (this.#isPulling) return;
    this.#isPulling = true;
    this.#events
      .next()
      .then(({ value }) => {
        this.#isPulling = false;
        if (value !== undefined) this.#take(value);
      })
      .catch((error: unknown) => {
        if (!this.#abort.signal.aborted) this.#problem ??= error;
      });
  }

  /** Throws what was wrong with an event. */
  check(): void {
    if (this.#problem !== undefined) throw this.#problem;
  }

  get isWaiting(): boolean {
    return this.#isPulling;
  }

  #take(event: SubscribeEvent): void {
    if (this.#memberId === undefined) expect(event.type).toBe("assigned");
    switch (event.type) {
      case "assigned":
        this.#memberId = event.member?.memberId;
        for (const assigned of event.partitions) {
          expect(this.topics).toContain(assigned.topic);
          expect(this.#flows.has(keyOf(assigned))).toBe(false);
          this.#flows.set(keyOf(assigned), true);
          this.#received.set(keyOf(assigned), { ...assigned, offset: assigned.startOffset });
        }
        return;
      case "batch": {
        const { topic, partition, nextOffset, count } = event.batch;
        const key = keyOf(event.batch);
        expect(this.#flows.get(key)).toBe(true);
        expect(this.#received.get(key)?.offset).toBe(nextOffset - count);
        this.#received.set(key, { topic, partition, offset: nextOffset });
        this.#batches++;
        this.#delivered(key, nextOffset - count, nextOffset);
        return;
      }
      case "revoking":
        for (const partition of event.partitions) {
          expect(this.#flows.get(keyOf(partition))).toBe(true);
          this.#flows.set(keyOf(partition), false);
        }
        return;
      case "revoked":
        for (const partition of event.partitions) {
          expect(this.#flows.get(keyOf(partition))).toBe(false);
          this.#flows.delete(keyOf(partition));
          this.#received.delete(keyOf(partition));
        }
        return;
    }
  }

  /** Commits what it was sent; of a partition that moved away meanwhile it is refused. */
  async commit(): Promise<void> {
    for (const { topic, partition, offset } of this.#received.values()) {
      const commit = this.#engine.commitOffsets({
        group: GROUP,
        memberId: this.#memberId,
        offsets: [{ topic, partition, offset }],
      });
      await commit.catch((error: unknown) => expect(error).toBeInstanceOf(NotAssigned));
    }
  }

  /** The same until nothing more comes of it: a commit makes room in flight, which may be what a pull waits for. */
  async commitAll(): Promise<void> {
    for (let before = -1; before !== this.#batches; ) {
      before = this.#batches;
      await this.commit();
      await this.#settle();
    }
  }

  /** From here on it does not matter how its stream ends. */
  abort(): void {
    this.#abort.abort();
  }

  async leave(): Promise<void> {
    this.abort();
    await this.#settle();
    if (!this.#isPulling) await this.#events.return?.();
  }
}

class World {
  readonly #habit: Habit;
  #model: ModelEngine;
  #members: TestMember[] = [];
  readonly #left: TestMember[] = [];
  readonly #produced = new Map<string, number>();
  readonly #deliveries = new Map<string, number[]>();
  #committed = new Map<string, number>();

  constructor(habit: Habit, model: ModelEngine) {
    this.#habit = habit;
    this.#model = model;
  }

  get #engine(): Engine {
    return this.#model.engine;
  }

  readonly #settle = () => settleIn(this.#model.turns);

  async start(): Promise<void> {
    for (const topic of TOPICS) await this.#engine.createTopic({ topic, partitions: 2, config: {} });
  }

  async take(step: Step): Promise<void> {
    await this.#act(step);
    await this.#settle();
    await this.#check(step);
  }

  async #act(step: Step): Promise<void> {
    const commits = this.#habit === "commits";
    switch (step.do) {
      case "join": {
        const member = this.#join(step.topics, step.maxInFlight);
        member.pull();
        return;
      }
      case "pull":
        this.#pick(step.who)?.pull();
        return;
      case "commit":
        if (this.#habit !== "on-delivery") await this.#pick(step.who)?.commit();
        return;
      case "leave": {
        const member = this.#pick(step.who);
        if (member === undefined) return;
        if (commits) await member.commitAll();
        await this.#leave(member);
        return;
      }
      case "commit-after-leaving": {
        const member = this.#left[step.who % Math.max(this.#left.length, 1)];
        if (member?.memberId === undefined) return;
        const offsets = [{ topic: TOPICS[0]!, partition: 0, offset: 0 }];
        const commit = this.#engine.commitOffsets({ group: GROUP, memberId: member.memberId, offsets });
        await expect(commit).rejects.toBeInstanceOf(NotAssigned);
        return;
      }
      case "produce": {
        const { partitions } = await this.#engine.getTopic(step.topic);
        const partition = step.partition % partitions.length;
        const records = encodeRecords(Array.from({ length: step.count }, () => ({})));
        await this.#engine.append({ topic: step.topic, partition, records });
        const key = keyOf({ topic: step.topic, partition });
        this.#produced.set(key, (this.#produced.get(key) ?? 0) + step.count);
        return;
      }
      case "grow": {
        const { partitions } = await this.#engine.getTopic(step.topic);
        await this.#engine.updateTopic({ topic: step.topic, partitions: partitions.length + 1, config: {} });
        return;
      }
      case "wait":
        // Who commits in time is never overtaken by the timeout.
        if (!commits) await vi.advanceTimersByTimeAsync(step.ms);
        return;
      case "restart":
        await this.#restart(step.after);
        return;
      case "reset": {
        if (this.#habit !== "careless") return;
        const reset = this.#engine.resetOffsets({
          group: GROUP,
          topic: step.topic,
          to: { at: "earliest" },
          dryRun: false,
        });
        if (this.#members.length > 0) await expect(reset).rejects.toBeInstanceOf(GroupNotEmpty);
        else await reset.catch((error: unknown) => expect(error).toBeInstanceOf(GroupNotFound));
        return;
      }
    }
  }

  async #leave(member: TestMember): Promise<void> {
    await member.leave();
    this.#members = this.#members.filter((other) => other !== member);
    this.#left.push(member);
  }

  /** Its members are gone, and all that was acknowledged is there. */
  async #restart(after: Stop): Promise<void> {
    const { restart } = this.#model;
    if (restart === undefined) return;
    if (this.#habit === "commits") {
      // What one commits may let another have more.
      for (let round = 0; round <= this.#members.length; round++) {
        for (const member of this.#members) await member.commitAll();
      }
    }
    for (const member of this.#members) member.abort();
    const next = restart(after);
    for (const member of this.#members) await this.#leave(member);
    this.#model = await next;
  }

  #join(topics: readonly string[], maxInFlight: number | undefined): TestMember {
    const member = new TestMember(this.#engine, this.#settle, topics, maxInFlight, this.#habit, (key, from, to) => {
      const counts = this.#deliveries.get(key) ?? [];
      this.#deliveries.set(key, counts);
      for (let offset = from; offset < to; offset++) counts[offset] = (counts[offset] ?? 0) + 1;
    });
    this.#members.push(member);
    return member;
  }

  #pick(who: number): TestMember | undefined {
    return this.#members[who % Math.max(this.#members.length, 1)];
  }

  async #check(step: Step): Promise<void> {
    for (const member of [...this.#members, ...this.#left]) member.check();
    const group = await this.#engine.getGroup(GROUP).catch(() => undefined);
    const holders = new Map<string, string>();
    for (const { memberId, partitions } of group?.members ?? []) {
      const topics = this.#members.find((member) => member.memberId === memberId)?.topics;
      for (const partition of partitions) {
        expect(holders.has(keyOf(partition))).toBe(false);
        holders.set(keyOf(partition), memberId);
        if (topics !== undefined) expect(topics).toContain(partition.topic);
      }
    }
    const committed = new Map<string, number>();
    for (const offset of group?.offsets ?? []) {
      expect(offset.memberId).toBe(holders.get(keyOf(offset)));
      const key = keyOf(offset);
      if (offset.committedOffset === undefined) continue;
      committed.set(key, offset.committedOffset);
      expect(offset.lag).toBe(offset.highWatermark - offset.committedOffset);
    }
    if (step.do !== "reset") {
      for (const [key, offset] of this.#committed) expect(committed.get(key)).toBeGreaterThanOrEqual(offset);
    }
    this.#committed = committed;
  }

  /** Lets those who are there, and one more, read and commit all that is left; then looks at who got what. */
  async finish(): Promise<void> {
    this.#join(TOPICS, undefined).pull();
    await this.#settle();
    for (let busy = true; busy; ) {
      busy = false;
      for (const member of this.#members) {
        if (!member.isWaiting) busy = true;
        member.pull();
        await this.#settle();
        if (this.#habit !== "on-delivery") await member.commit();
      }
      if (this.#habit !== "commits") await vi.advanceTimersByTimeAsync(REVOKE_TIMEOUT_MS + 1);
      await this.#settle();
      if (this.#members.some((member) => !member.isWaiting)) busy = true;
    }
    for (const member of this.#members) member.check();
    const group = await this.#engine.getGroup(GROUP);
    expect(group.state).toBe("stable");
    for (const { lag } of group.offsets) expect(lag).toBe(0);
    for (const [key, count] of this.#produced) {
      for (let offset = 0; offset < count; offset++) {
        const deliveries = this.#deliveries.get(key)?.[offset] ?? 0;
        if (this.#habit === "commits") expect(deliveries).toBe(1);
        else if (this.#habit === "careless") expect(deliveries).toBeGreaterThanOrEqual(1);
        else expect(deliveries).toBeLessThanOrEqual(1);
      }
    }
    for (const member of this.#members) await member.leave();
    await this.#engine.close();
  }
}

/** Histories of one habit each. More of them are run with GROUP_MODEL_RUNS. */
const RUNS = Number(process.env.GROUP_MODEL_RUNS ?? 40);

/** Whatever happens to a group, against an engine that waits for nothing but promises, turns and timers. */
export function groupModelTests(open: () => Promise<ModelEngine>): void {
  describe("the model of a group", () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    });

    afterEach(() => {
      vi.useRealTimers();
    });

    test.each<Habit>(["commits", "careless", "on-delivery"])(
      "whatever happens to a group whose members are of the kind %s, the invariants hold",
      async (habit) => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), async (steps) => {
            const world = new World(habit, await open());
            await world.start();
            for (const step of steps) await world.take(step);
            await world.finish();
          }),
          { numRuns: RUNS },
        );
      },
      120_000,
    );
  });
}
