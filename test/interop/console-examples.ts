/** A command of a document's ```console block, and what the document says that it prints. */
export interface ConsoleExample {
  /** Without the prompt; several lines where it goes on after a backslash or inside quotes. */
  readonly command: string;
  readonly output: string;
  /** Where the output stands in the document, as indexes of its lines, the end exclusive. */
  readonly outputLines: { readonly start: number; readonly end: number };
}

const prompt = "$ ";

/**
 * The commands of a Markdown document's ```console blocks, in order. A line that starts with `$ ` is a command; what
 * follows, up to the next command or the end of the block, is its output.
 */
export function consoleExamples(markdown: string): ConsoleExample[] {
  const examples: ConsoleExample[] = [];
  const lines = markdown.split("\n");
  let index = 0;
  while (index < lines.length) {
    if (lines[index++]?.trimEnd() !== "```console") continue;
    let end = index;
    while (end < lines.length && lines[end]?.trimEnd() !== "```") end++;
    while (index < end) {
      if (!lines[index]?.startsWith(prompt)) {
        index++;
        continue;
      }
      let command = lines[index++]?.slice(prompt.length) ?? "";
      while (index < end && goesOn(command)) command += `\n${lines[index++]}`;
      const start = index;
      while (index < end && !lines[index]?.startsWith(prompt)) index++;
      examples.push({ command, output: lines.slice(start, index).join("\n"), outputLines: { start, end: index } });
    }
  }
  return examples;
}

/** Whether a shell would ask for more: a backslash at the end, or a single quote that is still open. */
function goesOn(command: string): boolean {
  return command.endsWith("\\") || command.split("'").length % 2 === 0;
}

/**
 * The document with other outputs, in the order of its examples; undefined leaves one as it is. An empty line before the
 * next command stays.
 */
export function withOutputs(markdown: string, outputs: readonly (string | undefined)[]): string {
  const lines = markdown.split("\n");
  const replaced = consoleExamples(markdown).map((example, index) => ({ example, output: outputs[index] }));
  for (const { example, output } of replaced.reverse()) {
    if (output === undefined) continue;
    const { start, end } = example.outputLines;
    const gap = end > start && lines[end - 1] === "" ? [""] : [];
    lines.splice(start, end - start, ...output.split("\n"), ...gap);
  }
  return lines.join("\n");
}
