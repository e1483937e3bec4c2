import { readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestBroker, type TestBroker } from "./broker.js";
import { finish } from "./child.js";
import { consoleExamples, withOutputs } from "./readme.js";
import { buildGrpcurl, describeWith, root } from "./toolchain.js";

const document = `# Title

\`\`\`sh
$ not in a console block
\`\`\`

\`\`\`console
$ one
first
  second
$ two -d '{
  "a": 1
}' \\
  host
$ three
\`\`\`

\`\`\`console
$ four
4
\`\`\`
`;

describe("console blocks of a document", () => {
  test("commands come with their outputs", () => {
    expect(consoleExamples(document).map(({ command, output }) => [command, output])).toEqual([
      ["one", "first\n  second"],
      [`two -d '{\n  "a": 1\n}' \\\n  host`, ""],
      ["three", ""],
      ["four", "4"],
    ]);
  });

  test("outputs can be replaced", () => {
    const replaced = withOutputs(document, ["uno", undefined, "tres\nlines", undefined]);
    expect(consoleExamples(replaced).map(({ output }) => output)).toEqual(["uno", "", "tres\nlines", "4"]);
    expect(withOutputs(document, [])).toBe(document);
  });
});

/**
 * In order, on a broker of their own. With UPDATE_README set they aren't compared: README.md gets what they print.
 */
describeWith(["go"], "README.md's grpcurl commands", () => {
  const readme = join(root, "README.md");
  const readmeAddress = "127.0.0.1:50051";
  let path: string;
  let broker: TestBroker;

  beforeAll(async () => {
    path = `${dirname(await buildGrpcurl())}${delimiter}${process.env.PATH}`;
    broker = await startTestBroker();
  });
  afterAll(() => broker?.close());

  /** What the command prints where the broker has README.md's address. */
  async function printed(command: string): Promise<string> {
    const args = ["-c", command.replaceAll(readmeAddress, broker.address)];
    const { stdout, stderr } = await finish("bash", args, { cwd: root, env: { PATH: path } });
    return `${stdout}${stderr}`.trimEnd().replaceAll(broker.address, readmeAddress);
  }

  /** Without what differs from run to run. */
  const steady = (output: string) =>
    output.trim().replaceAll(/"(timestampMs|memberId)": "[^"]+"/g, (_match, name) => `"${name}": "..."`);

  test("print what it says", async () => {
    const markdown = await readFile(readme, "utf8");
    const examples = consoleExamples(markdown);
    const outputs: (string | undefined)[] = [];
    for (const { command } of examples) {
      outputs.push(command.startsWith("grpcurl ") ? await printed(command) : undefined);
    }
    const commands = examples.filter((_, index) => outputs[index] !== undefined);
    expect(commands.length, "number of grpcurl commands in README.md").toBeGreaterThan(0);
    if (process.env.UPDATE_README) {
      await writeFile(readme, withOutputs(markdown, outputs));
      return;
    }
    const said = commands.map(({ command, output }) => [command, steady(output)]);
    const real = outputs.flatMap((output, index) =>
      output === undefined ? [] : [[examples[index]?.command, steady(output)]],
    );
    expect(real).toEqual(said);
  });
});
