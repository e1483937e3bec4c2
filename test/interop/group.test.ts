import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { GroupState } from "../../gen/ts/index.headwater.v1.js";
import { startTestBroker, type TestBroker } from "./broker.js";
import { type Following, follow } from "./child.js";
import { buildGo, describeWith, python, root } from "./toolchain.js";

const group = "billing";
const partitions = 6;
const total = 100_000;
const perRequest = 100;

/** One line of a member: a range of offsets of one partition. */
interface Range {
  readonly partition: number;
  readonly first: number;
  readonly next: number;
}

/** What a member prints, as it prints it. */
class Member {
  readonly #program: Following;
  readonly #printed = new EventEmitter();
  readonly #over: Promise<void>;
  readonly received: Range[] = [];
  readonly committed: Range[] = [];
  memberId: string | undefined;
  #isOver = false;

  constructor(program: Following) {
    this.#program = program;
    this.#over = this.#follow();
  }

  async #follow(): Promise<void> {
    for await (const line of { [Symbol.asyncIterator]: () => this.#program.lines }) {
      const [what, ...words] = line.split(" ");
      if (what === "assigned") this.memberId = words[0];
      else {
        const [partition, first, next] = words.slice(1).map(Number) as [number, number, number];
        const ranges = what === "received" ? this.received : this.committed;
        ranges.push({ partition, first, next });
      }
      this.#printed.emit("line");
    }
    this.#isOver = true;
    this.#printed.emit("line");
  }

  /** Resolves once this is so; it is looked at after every line. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#isOver) throw new Error("the member ended by itself");
      await once(this.#printed, "line");
    }
  }

  async kill(): Promise<void> {
    this.#program.kill();
    await this.#over;
  }

  /** Ends it in good order. */
  async terminate(): Promise<void> {
    this.#program.terminate();
    expect(await this.#program.ended).toBe(0);
    await this.#over;
  }
}

const countOf = (ranges: readonly Range[]) => ranges.reduce((sum, { first, next }) => sum + next - first, 0);

const recordsOf = (ranges: readonly Range[]) =>
  ranges.flatMap(({ partition, first, next }) =>
    Array.from({ length: next - first }, (_, index) => `${partition}/${first + index}`),
  );

describeWith(["go", "python"], "a group with a member in TypeScript, one in Go and one in Python", () => {
  let broker: TestBroker;
  let programs: { readonly [language: string]: readonly [command: string, ...args: string[]] };

  beforeAll(async () => {
    programs = {
      TypeScript: [process.execPath, "--import", "tsx", join(root, "test/interop/typescript/member.ts")],
      Go: [await buildGo("test/interop/go", "./member")],
      Python: [await python(), join(root, "test/interop/python/member.py")],
    };
    broker = await startTestBroker();
  });
  afterAll(() => broker?.close());

  test.each(["TypeScript", "Go", "Python"])(
    "gets all records, and none twice that was committed, though the one in %s is killed",
    async (victim) => {
      const { client, address } = broker;
      const topic = `killed-${victim}`;
      const groupOfTopic = `${group}-${victim}`;
      await client.createTopic({ topic, partitions });
      const members: { [language: string]: Member } = {};
      for (const [language, [command, ...args]] of Object.entries(programs)) {
        const program = follow(command, [...args, address, groupOfTopic, topic]);
        onTestFinished(() => program.kill());
        members[language] = new Member(program);
      }
      const killed = members[victim]!;
      await Promise.all(Object.values(members).map((member) => member.until(() => member.memberId !== undefined)));

      const records = Array.from({ length: perRequest }, () => ({ value: Buffer.from("a record of some bytes") }));
      const produce = async () => {
        for (let sent = 0; sent < total; sent += perRequest) {
          await client.produce({ topic, partition: (sent / perRequest) % partitions, records });
        }
      };
      const produced = produce();
      await killed.until(() => countOf(killed.committed) >= total / 20);
      await killed.kill();
      await produced;

      const others = Object.values(members).filter((member) => member !== killed);
      const received = () => [killed, ...others].flatMap((member) => member.received);
      /** Counted one by one only when there may be enough: that takes long. */
      const allCame = () => countOf(received()) >= total && new Set(recordsOf(received())).size === total;
      await Promise.race(others.map((member) => member.until(allCame)));
      for (const member of others) await member.terminate();

      expect(new Set(recordsOf(received())).size).toBe(total);
      const committedBefore = new Set(recordsOf(killed.committed));
      const afterwards = others.flatMap(({ received }) => recordsOf(received));
      expect(afterwards.filter((record) => committedBefore.has(record))).toEqual([]);
      expect(new Set(afterwards).size).toBe(afterwards.length);
      for (const member of others) {
        expect(member.committed).toEqual(member.received);
        expect(member.received).not.toEqual([]);
      }
      expect(killed.received.length - killed.committed.length).toBeLessThanOrEqual(1);

      const described = (await client.getGroup({ group: groupOfTopic })).group!;
      expect(described).toMatchObject({ state: GroupState.GROUP_STATE_EMPTY, members: [] });
      expect(described.offsets.map(({ lag }) => lag)).toEqual(Array.from({ length: partitions }, () => 0n));
      expect(described.offsets.reduce((sum, { committedOffset = 0n }) => sum + committedOffset, 0n)).toBe(
        BigInt(total),
      );
    },
  );
});
