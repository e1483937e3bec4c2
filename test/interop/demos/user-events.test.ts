import { expect, onTestFinished, test } from "vitest";
import { startTestBroker } from "../broker.js";
import { finish, follow, run } from "../child.js";
import { buildGo, describeWith } from "../toolchain.js";

const build = () => buildGo("examples/user-events", ".");

describeWith(["go"], "user-events", () => {
  test("the reader has what the writer wrote", async () => {
    const broker = await startTestBroker();
    onTestFinished(() => broker.close());
    const output = await run(await build(), ["-n", "30"], { env: { HEADWATER_SERVER: broker.address } });
    const places = (what: string) => (output.match(new RegExp(`(?<=^${what} +)\\S.+`, "gm")) ?? []).sort();
    expect(places("wrote")).toHaveLength(30);
    expect(places("read")).toEqual(places("wrote"));
    const { group } = await broker.client.getGroup({ group: "user-events-reader" });
    expect(group?.offsets.map(({ lag }) => lag)).toEqual([0n, 0n, 0n]);
  });

  test("a reader of its own reads what was written before, until it is interrupted", async () => {
    const broker = await startTestBroker();
    onTestFinished(() => broker.close());
    const program = await build();
    const env = { HEADWATER_SERVER: broker.address };
    await run(program, ["write", "-n", "3"], { env });
    const reader = follow(program, ["read"], { env });
    onTestFinished(() => reader.kill());
    for (let n = 0; n < 3; n++) expect((await reader.lines.next()).value).toMatch(/^read +partition \d, offset \d: /);
    reader.interrupt();
    expect(await reader.ended).toBe(0);
  });

  test("says what to do without a broker", async () => {
    const { code, stderr } = await finish(await build(), [], { env: { HEADWATER_SERVER: "127.0.0.1:1" } });
    expect(code).toBe(1);
    expect(stderr).toContain("no broker at 127.0.0.1:1: start one, or set HEADWATER_SERVER");
  });
});
