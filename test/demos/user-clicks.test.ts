import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { finish } from "../interop/child.js";

const root = join(import.meta.dirname, "../..");
const program = (name: string) => ["--import", "tsx", join(root, `examples/user-clicks/${name}.ts`)];

/** run.ts, with what it has printed so far. */
async function startAll(clicks: number) {
  const folder = await mkdtemp(join(tmpdir(), "clicks-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const args = [...program("run"), "--port", "0", "--clicks", String(clicks), "--folder", folder];
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, HEADWATER_SERVER: "" } });
  // Not SIGKILL: it has programs of its own to end.
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const seen = async (pattern: RegExp) => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the demo ended before it printed ${pattern}`);
      const match = pattern.exec(value);
      if (match) return match;
    }
  };
  return { child, ended, folder, seen };
}

async function archived(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts.flatMap((text) => text.trimEnd().split("\n"));
}

/** Reads the consumers' lines until so many clicks are counted and archived, and returns the count. */
async function untilAll(seen: (pattern: RegExp) => Promise<RegExpExecArray>, clicks: number): Promise<string> {
  let counts = "";
  for (let stored = 0; stored < clicks || counts === ""; ) {
    const [, kind, count, rest] = await seen(/^(popular|archive): (\d+) (.*)/);
    if (kind === "archive") stored += Number(count);
    else if (Number(count) === clicks) counts = rest!;
  }
  return counts;
}

describe("user-clicks", () => {
  test("clicks are counted and archived, and once more from the first on request", async () => {
    const { child, ended, folder, seen } = await startAll(20);
    const [, url] = await seen(/^click at (\S+),/);
    expect(await (await fetch(url!)).text()).toContain("Click a page");
    const counts = await untilAll(seen, 20);
    expect(counts).toBe("clicks: home 9, news 6, shop 3, about 2");
    const files = await archived(folder);
    expect(files).toHaveLength(20);

    child.stdin.write("r\n");
    expect(await untilAll(seen, 20)).toBe(counts);
    expect(await archived(folder)).toEqual(files);

    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  });

  test("what is no click is refused", async () => {
    const { seen } = await startAll(0);
    const [, url] = await seen(/^click at (\S+),/);
    const post = (body: string) => fetch(new URL("/clicks", url), { method: "POST", body });
    expect((await post("{}")).status).toBe(400);
    expect((await post("no json")).status).toBe(400);
    expect((await post('{"user": "ada", "page": "home"}')).status).toBe(204);
    expect((await fetch(new URL("/nowhere", url))).status).toBe(404);
  });

  test("the programs say what to do without a broker, and where the group is in use", async () => {
    for (const name of ["web", "popular", "archive"]) {
      const { code, stderr } = await finish(process.execPath, program(name), {
        cwd: root,
        env: { HEADWATER_SERVER: "127.0.0.1:1" },
      });
      expect(code).toBe(1);
      expect(stderr).toContain("no broker at 127.0.0.1:1: start one, or set HEADWATER_SERVER");
    }

    const broker = await testBroker();
    const client = testClient(broker);
    await client.createTopic({ topic: "user_clicks", partitions: 3 });
    const member = client.subscribe({ topics: ["user_clicks"], group: "popular-pages" })[Symbol.asyncIterator]();
    await member.next();
    const env = { HEADWATER_SERVER: broker.address };
    const { code, stderr } = await finish(process.execPath, [...program("popular"), "--replay"], { cwd: root, env });
    expect(code).toBe(1);
    expect(stderr).toContain("the group is in use: end its other members before you replay");
  });
});
