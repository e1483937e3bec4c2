import { Command } from "commander";
import type { Inspection } from "../../engine/embedded/storage/inspection.js";
import { Failure, report } from "../failure.js";
import { print } from "../terminal/output.js";
import { table } from "../terminal/table.js";
import { count, showBytes } from "../terminal/units.js";

interface Options {
  readonly json?: true;
}

export function storageCommand(): Command {
  return new Command("storage")
    .description("look into a directory that a broker keeps its data in, also while it runs; changes nothing")
    .addCommand(
      new Command("inspect")
        .description("show the topics, segment files and journal of a data directory")
        .argument("<directory>", "what --data-dir names")
        .option("--json", "print JSON")
        .action((directory: string, options: Options) => look(directory, options, false)),
    )
    .addCommand(
      new Command("check")
        .description(
          "read everything in a data directory and verify its checksums; exits with 1 where something is damaged",
        )
        .argument("<directory>", "what --data-dir names")
        .option("--json", "print JSON")
        .action((directory: string, options: Options) => look(directory, options, true)),
    );
}

async function look(directory: string, { json }: Options, checksSegments: boolean): Promise<void> {
  try {
    const found = await inspectDirectory(directory, checksSegments);
    if (json) print(`${JSON.stringify(toPlain(found))}\n`);
    else print(show(found, checksSegments));
    const [problem] = found.problems;
    if (problem !== undefined) throw new Failure(problem.message);
  } catch (error) {
    report(error);
  }
}

async function inspectDirectory(directory: string, checksSegments: boolean): Promise<Inspection> {
  const [{ inspect }, { FsStorage }] = await Promise.all([
    import("../../engine/embedded/storage/inspection.js"),
    import("../../engine/embedded/storage/fs.js"),
  ]);
  const storage = new FsStorage(directory, { isReadOnly: true });
  if (!(await storage.list("")).includes("format.json")) {
    throw new Failure(`${directory} is no directory that a broker keeps its data in: it has no format.json`);
  }
  return inspect(storage, checksSegments);
}

function toPlain({ problems, ...rest }: Inspection): object {
  return { ...rest, problems: problems.map(({ file, position, problem }) => ({ file, position, problem })) };
}

function show({ topics, groups, journal, tail, problems }: Inspection, checksSegments: boolean): string {
  const rows = topics.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, startOffset, endOffset, segments, bytes }) =>
      [topic, partition, startOffset, endOffset, segments, showBytes(bytes)].map(String),
    ),
  );
  const columns = [
    { heading: "TOPIC" },
    { heading: "PARTITION", numeric: true },
    { heading: "LOG-START", numeric: true },
    { heading: "IN-FILES-TO", numeric: true },
    { heading: "FILES", numeric: true },
    { heading: "SIZE", numeric: true },
  ];
  const inJournal = `${count(tail.requests, "request")} in the journal that the snapshot does not have, with ${count(tail.records, "record")}`;
  return [
    rows.length === 0 ? "" : table(columns, rows),
    `${count(topics.length, "topic")}, ${count(groups.length, "group")} in the snapshot\n`,
    `${inJournal}, in ${count(journal.length, "file")}\n`,
    problems.length > 0 ? "" : checksSegments ? "everything is undamaged\n" : "the journal is undamaged\n",
  ].join("");
}
