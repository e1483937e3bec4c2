import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { finish, follow } from "../interop/child.js";

const root = join(import.meta.dirname, "../..");
const command = [process.execPath, "--import", "tsx", join(root, "examples/order-pipeline/run.ts")] as const;
/** As where there is Node and nothing else. */
const nodeAlone = { PATH: "", PYTHON: "python3", HEADWATER_SERVER: "" };

function pipeline(args: readonly string[], env: { readonly [name: string]: string } = {}) {
  const [program, ...rest] = command;
  return finish(program, [...rest, ...args], { cwd: root, env: { ...nodeAlone, ...env } });
}

describe("with Node alone, the order pipeline", () => {
  test("runs its TypeScript services and says what it left out", async () => {
    const { code, stdout, stderr } = await pipeline(["--orders", "4"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^inventory +left out, as it is in Python: there is no python3 here; to have it, .+$/m);
    expect(stdout).toMatch(/^shipping +left out, as it is in Go: there is no go here; to have it, .+$/m);
    expect(stdout.match(/^order +created +\d@\d/gm)).toHaveLength(4);
    expect(stdout.match(/^payment-[12] +charged +\d@\d/gm)).toHaveLength(4);
    expect(stdout).toMatch(/^payment +4 orders: /m);
  });

  test("shows with --kill that the other member takes over", async () => {
    const { code, stdout, stderr } = await pipeline(["--orders", "8", "--kill", "payment-1"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [, after] = stdout.split(/^payment-1 +killed +SIGKILL$/m);
    // Before the runner knows that it has died, the broker may have moved its partitions.
    const assigned = [...stdout.matchAll(/^payment-2 +assigned +partitions ([\d ]+)$/gm)].flatMap(([, list]) =>
      list!.split(" "),
    );
    expect(new Set(assigned)).toEqual(new Set(["0", "1", "2", "3"]));
    expect(after).not.toMatch(/^payment-1 +(assigned|charged)/m);
    expect(after).toMatch(/^payment +8 orders: /m);
  });

  test("uses the broker that HEADWATER_SERVER names, and ends in good order when it is told to", async () => {
    const broker = await testBroker();
    const [program, ...rest] = command;
    const env = { ...nodeAlone, HEADWATER_SERVER: broker.address };
    const running = follow(program, [...rest, "--orders", "1000"], { cwd: root, env });
    onTestFinished(() => running.kill());
    for await (const line of { [Symbol.asyncIterator]: () => running.lines }) {
      if (!/^payment-\d +charged/.test(line)) continue;
      running.terminate();
      break;
    }
    expect(await running.ended).toBe(0);
    const { group } = await testClient(broker).getGroup({ group: "payment" });
    expect(group?.members).toEqual([]);
    expect(group?.offsets.some(({ committedOffset = 0n }) => committedOffset > 0n)).toBe(true);
  });

  test("says what to do where it can't run", async () => {
    const absent = await pipeline([], { HEADWATER_SERVER: "127.0.0.1:1" });
    expect(absent).toMatchObject({ code: 1, stderr: expect.stringContaining("no broker at 127.0.0.1:1: start one") });
    const nobody = await pipeline(["--kill", "payment-3"]);
    expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining("choose one of payment-1, payment-2") });
    const none = await pipeline(["--orders", "0"]);
    expect(none).toMatchObject({ code: 1, stderr: "--orders is a number, 1 or more\n" });
  });
});
