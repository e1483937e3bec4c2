import { EventEmitter, once } from "node:events";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Status } from "nice-grpc";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startTestBroker, type TestBroker } from "../interop/broker.js";
import { follow, run } from "../interop/child.js";
import { buildCargo, describeWith, root, type Toolchain } from "../interop/toolchain.js";

/** How a program is run: its command and its first arguments. */
type Program = readonly [string, ...string[]];

const PARTITIONS = 4;

const LANGUAGES: { readonly [name: string]: { needs: readonly Toolchain[]; build(): Promise<Program> } } = {
  Java: { needs: ["protoc", "java", "maven"], build: buildJava },
  Rust: { needs: ["protoc", "rust"], build: async () => [await buildCargo("test/languages/rust", "headwater-member")] },
};

/** As a user would who has no build tool's plugin: protoc, then javac. Maven brings gRPC. */
async function buildJava(): Promise<Program> {
  const source = join(root, "test/languages/java");
  const target = join(root, ".cache/languages/java");
  const [libraries, stubs, classes] = ["lib", "stubs", "classes"].map((name) => join(target, name)) as [
    string,
    string,
    string,
  ];
  for (const folder of [stubs, classes]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  const copy = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies";
  const timeoutMs = 300_000;
  await run("mvn", ["-q", "-B", "-f", source, copy, `-DoutputDirectory=${libraries}`], { timeoutMs });
  const proto = join(root, "proto");
  const files = (await readdir(join(proto, "headwater/v1"))).map((file) => `headwater/v1/${file}`);
  const plugin = "--plugin=protoc-gen-grpc-java=/usr/bin/grpc_java_plugin";
  await run("protoc", ["-I", proto, `--java_out=${stubs}`, `--grpc-java_out=${stubs}`, plugin, ...files]);
  const sources = (await readdir(stubs, { recursive: true })).filter((file) => file.endsWith(".java"));
  await run(
    "javac",
    [
      "-nowarn",
      "-cp",
      join(libraries, "*"),
      "-d",
      classes,
      join(source, "Member.java"),
      ...sources.map((file) => join(stubs, file)),
    ],
    { timeoutMs },
  );
  return ["java", "-cp", [classes, join(libraries, "*")].join(":"), "Member"];
}

/** A running member, and the lines that it has printed. */
class Member {
  readonly #lines: string[][] = [];
  readonly #printed = new EventEmitter();
  readonly #process: ReturnType<typeof follow>;

  constructor([command, ...args]: Program, ...rest: string[]) {
    this.#process = follow(command, [...args, "follow", ...rest], { timeoutMs: 60_000 });
    onTestFinished(() => this.#process.kill());
    void this.#read();
  }

  async #read(): Promise<void> {
    for (let line = await this.#process.lines.next(); !line.done; line = await this.#process.lines.next()) {
      this.#lines.push(line.value.split(" "));
      this.#printed.emit("line");
    }
    this.#lines.push(["ended"]);
    this.#printed.emit("line");
  }

  /** What it printed with this word first, without it. */
  printed(word: string): string[][] {
    return this.#lines.filter(([first]) => first === word).map(([, ...rest]) => rest);
  }

  /** Resolves as soon as `isThere`, which is asked after each line. */
  async until(isThere: () => boolean): Promise<void> {
    while (!isThere()) {
      if (this.printed("ended").length > 0) throw new Error(`the member ended: ${this.#lines.at(-2)}`);
      await once(this.#printed, "line");
    }
  }

  leave(): void {
    this.#process.terminate();
  }
}

describe.each(Object.keys(LANGUAGES))("%s", (language) => {
  const { needs, build } = LANGUAGES[language]!;
  describeWith(needs, `a ${language} client of the generated stubs`, () => {
    let program: Program;
    let broker: TestBroker;

    beforeAll(async () => {
      program = await build();
      broker = await startTestBroker();
    });
    afterAll(() => broker?.close());

    test("reads why a call is refused", async () => {
      const [command, ...args] = program;
      expect(await run(command, [...args, "refused", broker.address, "nowhere"])).toBe(
        `code ${Status.NOT_FOUND}\nreason headwater TOPIC_NOT_FOUND\nmetadata topic nowhere\n`,
      );
    });

    test("two members share a topic, take over from each other, and get every record once", async () => {
      const { client, address } = broker;
      await client.createTopic({ topic: "orders", partitions: PARTITIONS });
      let produced = 0;
      const produce = async (count: number) => {
        const records = Array.from({ length: count }, () => ({
          keyText: `${produced % 50}`,
          valueText: `${produced++}`,
        }));
        await client.produce({ topic: "orders", records });
      };
      const values = (...members: Member[]) =>
        members.flatMap((member) => member.printed("record").map(([, , value]) => Number(value)));

      await produce(200);
      const first = new Member(program, address, "orders", "billing");
      await first.until(() => first.printed("caught-up").length > 0);
      expect(first.printed("assigned")).toHaveLength(PARTITIONS);
      expect(values(first)).toHaveLength(200);

      const second = new Member(program, address, "orders", "billing");
      await second.until(() => second.printed("assigned").length === PARTITIONS / 2);
      await first.until(() => first.printed("revoked").length === PARTITIONS / 2);
      await produce(200);
      const all = () => values(first, second).length >= produced;
      await Promise.race([first.until(all), second.until(all)]);
      expect(values(second).length).toBeGreaterThan(0);
      expect(values(first).length).toBeGreaterThan(200);

      await first.until(() => first.printed("heartbeat").length > 0);
      first.leave();
      await second.until(() => second.printed("assigned").length === PARTITIONS);
      await produce(100);
      const { topic } = await client.getTopic({ topic: "orders" });
      const ends = topic!.partitions.map(({ partition, highWatermark }) => `${partition} ${highWatermark}`);
      await second.until(() => {
        const committed = second.printed("committed").map((words) => words.join(" "));
        return ends.every((end) => committed.includes(end));
      });
      expect(values(first, second).sort((a, b) => a - b)).toEqual(
        Array.from({ length: produced }, (_, value) => value),
      );
      const { group } = await client.getGroup({ group: "billing" });
      expect(group?.offsets.map(({ lag }) => lag)).toEqual(Array(PARTITIONS).fill(0n));
    });
  });
});
