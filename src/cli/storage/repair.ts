import { Command } from "commander";
import { Failure, report, UsageError } from "../failure.js";
import { print } from "../terminal/output.js";
import { count } from "../terminal/units.js";

export function repairCommand(): Command {
  return new Command("repair")
    .description("let a broker start on a data directory of which the journal is damaged")
    .argument("<directory>", "what --data-dir names")
    .option("--cut", "cut the journal where it is damaged: all that was acknowledged after it is lost")
    .action(async (directory: string, { cut }: { readonly cut?: true }) => {
      try {
        if (!cut)
          throw new UsageError("say --cut to cut the journal: all that was acknowledged after the damage is lost");
        await cutDirectory(directory);
      } catch (error) {
        report(error);
      }
    });
}

async function cutDirectory(directory: string): Promise<void> {
  const [{ cutJournal }, { openDataDirectory }, { Damaged }, { DirectoryInUse }] = await Promise.all([
    import("../../engine/embedded/storage/inspection.js"),
    import("../../engine/embedded/storage/data-directory.js"),
    import("../../engine/embedded/storage/errors.js"),
    import("../../engine/embedded/storage/lock.js"),
  ]);
  try {
    const { storage, release } = await openDataDirectory(directory);
    try {
      const cut = await cutJournal(storage);
      if (cut === undefined) {
        print("nothing is damaged in the journal\n");
        return;
      }
      const { file, position, requests, records } = cut;
      print(`${file} is cut at byte ${position}\n`);
      print(
        `lost: what was damaged there, and ${count(requests, "request")} after it, with ${count(records, "record")}\n`,
      );
    } finally {
      await release();
    }
  } catch (error) {
    if (error instanceof DirectoryInUse) throw new Failure(error.message);
    if (error instanceof Damaged) throw new Failure(`${error.message}; a cut can't mend that: restore a copy`);
    throw error;
  }
}
