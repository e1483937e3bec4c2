import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { hasScript, Shell } from "../helpers/cli.js";

const LINES = 100_000;
const PARTITIONS = 3;

/** A terminal shows stdout and stderr as one, so the records go to a file there. */
test.runIf(hasScript)(
  "a large file comes back, per partition in its order, and both ways show how far they are",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "headwater-large-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const input = join(folder, "in");
    const output = join(folder, "out");
    const lines = Array.from({ length: LINES }, (_, i) => `line ${i} ${"x".repeat(i % 100)}`);
    writeFileSync(input, `${lines.join("\n")}\n`);
    const broker = await testBroker();
    await testClient(broker).createTopic({ topic: "orders", partitions: PARTITIONS });
    const shell = new Shell(broker);

    const producer = shell.startInTerminal(`headwater produce orders --file ${input}`);
    expect((await producer.exit()).code).toBe(0);
    expect(producer.stdout).toMatch(new RegExp(`█{24}\\S* 100% {2}${LINES} records, \\d+ records/s`));
    expect(producer.stdout).toContain(`${LINES} records appended to orders: `);

    const consumer = shell.startInTerminal(`headwater consume orders --until-end --format '%p %v' > ${output}`);
    expect((await consumer.exit()).code).toBe(0);
    expect(consumer.stdout).toMatch(new RegExp(`█{24}\\S* 100% {2}${LINES} records, \\d+ records/s`));
    expect(consumer.stdout).toContain(`${LINES} records read`);

    const numbers: number[][] = Array.from({ length: PARTITIONS }, () => []);
    for await (const line of createInterface({ input: createReadStream(output) })) {
      const [, partition, number] = /^(\d) line (\d+) /.exec(line)!;
      expect(line.slice(2) === lines[Number(number)]).toBe(true);
      numbers[Number(partition)]!.push(Number(number));
    }
    for (const of of numbers) expect(of.every((number, i) => i === 0 || number > of[i - 1]!)).toBe(true);
    expect(numbers.flat().length).toBe(LINES);
    expect(new Set(numbers.flat()).size).toBe(LINES);

    const { code } = await shell.bash(
      `headwater consume orders --until-end | sort > ${output} && sort ${input} | cmp - ${output}`,
    );
    expect(code).toBe(0);
    expect(readFileSync(output).length).toBe(readFileSync(input).length);
  },
);
