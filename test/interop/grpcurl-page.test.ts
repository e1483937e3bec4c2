import { readFile, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestBroker, type TestBroker } from "./broker.js";
import { finish } from "./child.js";
import { consoleExamples, withOutputs } from "./console-examples.js";
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
 * In order, on a broker of their own. With UPDATE_DOCS set the page gets what they print instead.
 */
describeWith(["go"], "docs/grpcurl.md's commands", () => {
  const page = join(root, "docs/grpcurl.md");
  const pageAddress = "127.0.0.1:50051";
  let path: string;
  let broker: TestBroker;

  beforeAll(async () => {
    path = `${dirname(await buildGrpcurl())}${delimiter}${process.env.PATH}`;
    broker = await startTestBroker();
  });
  afterAll(() => broker?.close());

  /** What the command prints where the broker has the page's address. */
  async function printed(command: string): Promise<string> {
    const args = ["-c", command.replaceAll(pageAddress, broker.address)];
    const { stdout, stderr } = await finish("bash", args, { cwd: root, env: { PATH: path } });
    return `${stdout}${stderr}`.trimEnd().replaceAll(broker.address, pageAddress);
  }

  /** Without what differs from run to run. */
  const steady = (output: string) =>
    output.trim().replaceAll(/"(timestampMs|memberId|topicId)": "[^"]+"/g, (_match, name) => `"${name}": "..."`);

  test("print what it says", async () => {
    const markdown = await readFile(page, "utf8");
    const examples = consoleExamples(markdown);
    const outputs: (string | undefined)[] = [];
    for (const { command } of examples) {
      outputs.push(command.startsWith("grpcurl ") ? await printed(command) : undefined);
    }
    const commands = examples.filter((_, index) => outputs[index] !== undefined);
    expect(commands.length, "number of grpcurl commands on the page").toBeGreaterThan(0);
    if (process.env.UPDATE_DOCS) {
      await writeFile(page, withOutputs(markdown, outputs));
      return;
    }
    const said = commands.map(({ command, output }) => [command, steady(output)]);
    const real = outputs.flatMap((output, index) =>
      output === undefined ? [] : [[examples[index]?.command, steady(output)]],
    );
    expect(real).toEqual(said);
  });
});
