import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { testBroker } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";

test("what can't be used exits with 2 and one line that names it, broker or not", async () => {
  const shell = new Shell({ address: "127.0.0.1:1" });
  const bad: [string, string][] = [
    ["topics create", "'name'"],
    ["topics create a --partitions 0", "--partitions"],
    ["topics create a --retention 7", "--retention"],
    ["topics create a --retention-bytes 7XB", "--retention-bytes"],
    ["topics alter a", "nothing to change"],
    ["topics list --server nowhere", "--server"],
    ["topics list extra", "too many arguments"],
    ["produce", "'topic'"],
    ["produce a --acks 2", "--acks"],
    ["produce a --header a", "--header"],
    ["produce a --json --key-separator :", "--key-separator"],
    ["consume", "'topics'"],
    ["consume a --offset x", "--offset"],
    ["consume a --since yesterday", "--since"],
    ["consume a --from-beginning --offset 1", "--offset"],
    ["consume a --until-end --follow", "--follow"],
    ["consume a --group g --partition 0", "--partition"],
    ["consume a b --partition 0", "--partition"],
    ["consume a --format %q", "--format"],
    ["consume a --format 100%", "--format"],
    ["groups reset g --to-earliest", "--topic"],
    ["groups reset g --topic a", "--to-earliest"],
    ["groups reset g --topic a --to-earliest --to-latest", "--to-earliest"],
    ["groups reset g --topic a --to-earliest --dry-run --execute", "--execute"],
    ["groups reset g --topic a --to-datetime soon", "--to-datetime"],
    ["bench produce a --size x", "--size"],
    ["completion fish", "fish"],
  ];
  for (let i = 0; i < bad.length; i += 4) {
    await Promise.all(
      bad.slice(i, i + 4).map(async ([line, said]) => {
        const { code, stdout, stderr } = await shell.headwater(line.split(" "));
        expect({ code, stdout, lines: stderr.trimEnd().split("\n") }, line).toEqual({
          code: 2,
          stdout: "",
          lines: [expect.stringContaining(said)],
        });
      }),
    );
  }
});

test("no broker is exit code 1 and says how to get one", async () => {
  const shell = new Shell({ address: "127.0.0.1:1" });
  const said = "no broker at 127.0.0.1:1: start one with `headwater serve`, or set --server or HEADWATER_SERVER";
  for (const args of [
    ["topics", "list"],
    ["produce", "orders"],
    ["consume", "orders"],
  ]) {
    expect(await shell.headwater(args, "2 apples\n"), args.join(" ")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `headwater: ${said}\n`,
    });
  }
});

test("--server wins over HEADWATER_SERVER", async () => {
  const { address } = await testBroker();
  const shell = new Shell({ address: "127.0.0.1:1" });
  expect(await shell.headwater(["topics", "list", "--server", address])).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("what is no gRPC server is exit code 1", async () => {
  const other = createServer((socket) => void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const { port } = other.address() as { port: number };
  const shell = new Shell({ address: `127.0.0.1:${port}` });
  const { code, stderr } = await shell.headwater(["topics", "list"]);
  expect({ code, lines: stderr.trimEnd().split("\n") }).toEqual({
    code: 1,
    lines: [expect.stringContaining(`${port}`)],
  });
});
