import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hasScript, Shell } from "../helpers/cli.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const [, page = ""] = /^## First steps$([\s\S]*?)^## /m.exec(readme) ?? [];

/** What is typed, and what is shown then. */
const steps = [...page.matchAll(/```console\n\$ (.*)\n([^`]*)```/g)].map(([, command, shown]) => ({
  command: command!,
  shown: shown!,
}));

test("it takes fewer than ten commands", () => {
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.length + (page.match(/```sh/g)?.length ?? 0)).toBeLessThan(10);
});

test.runIf(hasScript)("in a terminal, everything is as it is written", async () => {
  const listen = { HEADWATER_GRPC_LISTEN: "127.0.0.1:0" };
  const broker = new Shell({ address: "" }, listen).startInTerminal("headwater serve");
  await broker.shows("Ctrl-C stops it");
  const [, address] = /serves gRPC on (\S+)\. To try/.exec(broker.stdout)!;
  const shell = new Shell({ address: address! }, { NO_COLOR: "1" });
  for (const { command, shown } of steps) {
    const program = shell.startInTerminal(command);
    const { code, stdout } = await program.exit();
    expect({ code, shown: stdout.replaceAll("\r", "") }, command).toEqual({ code: 0, shown });
  }
  broker.type("\x03");
  expect((await broker.exit()).code).toBe(0);
});
