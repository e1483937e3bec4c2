import { Command, type Option } from "commander";
import { SETTINGS } from "../settings.js";
import { all, withinTime } from "./pages.js";
import { print } from "./terminal/output.js";

/** A shell doesn't wait longer for names. Milliseconds. */
const PATIENCE_MS = 1000;

/** Prints completions for the last word, or nothing. */
export function completeCommand(root: Command): Command {
  return new Command("complete").argument("[words...]").action(async (words: readonly string[]) => {
    const candidates = await candidatesFor(root, words.slice(0, -1), words.at(-1) ?? "");
    await print(candidates.map((candidate) => `${candidate}\n`).join(""));
  });
}

async function candidatesFor(root: Command, before: readonly string[], typed: string): Promise<string[]> {
  const { command, positionals, open, given } = walk(root, before);
  let all: readonly string[];
  if (open !== undefined) all = open.argChoices ?? (await names(placeholderOf(open), given));
  else if (typed.startsWith("-"))
    all = command.options.flatMap(({ long, short }) => long ?? short ?? []).concat("--help");
  else if (command.commands.length > 0) all = visibleCommands(command);
  else {
    const { registeredArguments: known } = command;
    const argument = known[positionals.length] ?? (known.at(-1)?.variadic ? known.at(-1) : undefined);
    const offered = argument?.argChoices ?? (await names(argument?.name() ?? "", given));
    all = offered.filter((name) => !positionals.includes(name));
  }
  return all.filter((candidate) => candidate.startsWith(typed));
}

interface Walked {
  readonly command: Command;
  readonly positionals: readonly string[];
  /** The option whose value comes next. */
  readonly open: Option | undefined;
  /** The broker that the words name. */
  readonly given: string | undefined;
}

/** Follows the words to the command that they lead to. */
function walk(root: Command, words: readonly string[]): Walked {
  let command = root;
  let positionals: string[] = [];
  let open: Option | undefined;
  let given: string | undefined;
  for (const word of words) {
    if (open !== undefined) {
      if (open.long === "--server") given = word;
      open = undefined;
    } else if (word.startsWith("-")) {
      open = command.options.find(({ long, short, required }) => required && (long === word || short === word));
      if (word.startsWith("--server=")) given = word.slice("--server=".length);
    } else {
      const next = command.commands.find((one) => one.name() === word);
      if (next === undefined) positionals.push(word);
      else [command, positionals] = [next, []];
    }
  }
  return { command, positionals, open, given };
}

function visibleCommands(command: Command): string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());
}

/** As in `group` for `--group <group>`, or `topic` for `--topic <topic[:partition,...]>`. */
function placeholderOf({ flags }: Option): string {
  return /<(\w+)/.exec(flags)?.[1] ?? "";
}

/** The broker's names for what a placeholder stands for; none where there is no broker. */
async function names(placeholder: string, given: string | undefined): Promise<string[]> {
  const kind = placeholder.replace(/s$/, "");
  if (kind !== "topic" && kind !== "group") return [];
  const { connect } = await import("./connection.js");
  const { connection, topics, groups } = connect(given ?? process.env.HEADWATER_SERVER ?? SETTINGS.grpcListen.default);
  try {
    const listed: AsyncIterable<{ readonly name: string }> = kind === "topic" ? topics.list() : groups.list();
    const found = await withinTime(all(listed), PATIENCE_MS);
    return found.map(({ name }) => name);
  } catch {
    return [];
  } finally {
    connection.close();
  }
}
