import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startTestBroker, type TestBroker } from "../broker.js";
import { finish, follow } from "../child.js";
import { describeWith, python, root } from "../toolchain.js";

const program = (name: string) => join(root, `examples/signup-emails/${name}.py`);

async function startDemo(broker: TestBroker, file: string) {
  const env = { HEADWATER_SERVER: broker.address };
  const demo = follow(await python(), [program("demo"), file], { env });
  // The programs that it started end by themselves when their broker is gone.
  onTestFinished(() => demo.kill());
  return demo;
}

/** The next lines, in any order, as two programs print them. */
async function next(lines: AsyncIterator<string>, count: number): Promise<string[]> {
  const found: string[] = [];
  while (found.length < count) found.push((await lines.next()).value);
  return found.sort();
}

describeWith(["python"], "signup-emails", () => {
  test("every new address is produced and received once, also after a restart", async () => {
    const broker = await startTestBroker();
    onTestFinished(() => broker.close());
    const folder = await mkdtemp(join(tmpdir(), "signups-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "signups.txt");
    await writeFile(file, "ada@example.com\nnobody\nADA@example.com\nben@exam");

    const first = await startDemo(broker, file);
    const started = [`watching ${file}, 0 addresses known`, "produced ada@example.com", "welcome, ada@example.com"];
    expect(await next(first.lines, 3)).toEqual(started.sort());
    await appendFile(file, "ple.com\nben@@example.com\n");
    expect(await next(first.lines, 2)).toEqual(["produced ben@example.com", "welcome, ben@example.com"]);
    first.interrupt();
    expect(await first.ended).toBe(0);

    await appendFile(file, "carol@example.com\n");
    const second = await startDemo(broker, file);
    const restarted = [
      `watching ${file}, 2 addresses known`,
      "produced carol@example.com",
      "welcome, carol@example.com",
    ];
    expect(await next(second.lines, 3)).toEqual(restarted.sort());
    second.terminate();
    expect(await second.ended).toBe(0);
  });

  test("both programs say what to do without a broker", async () => {
    const env = { HEADWATER_SERVER: "127.0.0.1:1" };
    for (const [name, ...args] of [["watch", "signups.txt"], ["receive"]] as const) {
      const { code, stderr } = await finish(await python(), [program(name), ...args], { env });
      expect(code).toBe(1);
      expect(stderr).toContain("no broker at 127.0.0.1:1: start one, or set HEADWATER_SERVER");
    }
  });
});
