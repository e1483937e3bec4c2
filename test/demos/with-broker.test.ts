import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { finish, follow } from "../interop/child.js";

const root = join(import.meta.dirname, "../..");
const withBroker = ["--import", "tsx", join(root, "examples/with-broker.ts")];

test("a command has a broker of its own, and its exit code is the whole one's", async () => {
  const client = `
    import { BrokerServiceDefinition } from "headwater/proto";
    import { createChannel, createClient } from "nice-grpc";
    const channel = createChannel(process.env.HEADWATER_SERVER);
    console.log(await createClient(BrokerServiceDefinition, channel).listTopics({}));
    channel.close();
    process.exitCode = 3;`;
  const args = [...withBroker, process.execPath, "--input-type=module", "-e", client];
  const { code, stdout } = await finish(process.execPath, args, { cwd: root });
  expect({ code, stdout }).toEqual({ code: 3, stdout: "{ topics: [], nextPageToken: '' }\n" });
});

test("it ends the command when it is told to end", async () => {
  const endless = `process.on("SIGTERM", () => process.exit(0)); setInterval(() => {}, 1000); console.log("ready")`;
  const running = follow(process.execPath, [...withBroker, process.execPath, "-e", endless], { cwd: root });
  onTestFinished(() => running.kill());
  expect((await running.lines.next()).value).toBe("ready");
  running.terminate();
  expect(await running.ended).toBe(0);
});

test("a command that isn't there is named", async () => {
  const { code, stderr } = await finish(process.execPath, [...withBroker, "no-such-command"], { cwd: root });
  expect(code).toBe(127);
  expect(stderr).toContain("no-such-command can't be run here");
});
