import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { testBroker, testClient } from "../helpers/broker.js";
import { Shell } from "../helpers/cli.js";

async function setUp() {
  const broker = await testBroker();
  const client = testClient(broker);
  await client.createTopic({ topic: "orders" });
  await client.createTopic({ topic: "users" });
  await client.commitOffsets({ group: "billing", offsets: [{ topic: "orders", partition: 0, offset: 0n }] });
  return { broker, shell: new Shell(broker) };
}

/** Asks as the shells' scripts do; the last word is the one that is being typed. */
async function complete(shell: Shell, ...words: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await shell.headwater(["complete", "--", ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
}

test("commands, options, and the names of topics and groups", async () => {
  const { broker, shell } = await setUp();
  const elsewhere = new Shell({ address: "127.0.0.1:1" });
  // One after the other: each waits a second at most for its broker, and twelve processes that start at once take longer.
  const cases: [Shell, string[], string[]][] = [
    [shell, ["t"], ["topics"]],
    [shell, ["topics", ""], ["create", "list", "describe", "alter", "delete", "help"]],
    [shell, ["groups", "reset", "--to-"], ["--to-earliest", "--to-latest", "--to-offset", "--to-datetime"]],
    [shell, ["consume", ""], ["orders", "users"]],
    [shell, ["consume", "users", ""], ["orders"]],
    [shell, ["consume", "orders", "--group", ""], ["billing"]],
    [shell, ["produce", "--json", "o"], ["orders"]],
    [shell, ["produce", "orders", ""], []],
    [shell, ["groups", "reset", "billing", "--topic", ""], ["orders", "users"]],
    [shell, ["topics", "create", ""], []],
    [elsewhere, ["groups", "describe", "--server", broker.address, ""], ["billing"]],
    [elsewhere, ["consume", ""], []],
  ];
  for (const [asking, words, expected] of cases) expect(await complete(asking, ...words)).toEqual(expected);
});

test("bash completes with what it prints", async () => {
  const { shell } = await setUp();
  const line = [
    'eval "$(headwater completion bash)"',
    "COMP_WORDS=(headwater topics describe o) COMP_CWORD=3 && _headwater && declare -p COMPREPLY",
    'COMP_WORDS=(headwater topics "") COMP_CWORD=2 && _headwater && declare -p COMPREPLY',
    "complete -p headwater",
  ].join("; ");
  expect(await shell.bash(line)).toEqual({
    code: 0,
    stdout: [
      'declare -a COMPREPLY=([0]="orders")\n',
      'declare -a COMPREPLY=([0]="create" [1]="list" [2]="describe" [3]="alter" [4]="delete" [5]="help")\n',
      "complete -o default -F _headwater headwater\n",
    ].join(""),
    stderr: "",
  });
});

test.runIf(spawnSync("zsh", ["--version"]).status === 0)("zsh understands what it prints", async () => {
  const { shell } = await setUp();
  const line = `zsh -fc 'autoload -U compinit && compinit -D && eval "$(headwater completion zsh)" && print $_comps[headwater]'`;
  expect(await shell.bash(line)).toEqual({ code: 0, stdout: "_headwater\n", stderr: "" });
});
