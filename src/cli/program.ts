import { Command, Option } from "commander";
import { version } from "../version.js";
import { benchCommand } from "./bench/bench.js";
import { completeCommand } from "./complete.js";
import { completionCommand } from "./completion.js";
import { consumeCommand } from "./consume/consume.js";
import { USAGE_ERROR } from "./failure.js";
import { groupsCommand } from "./groups/groups.js";
import { produceCommand } from "./produce/produce.js";
import { serveCommand } from "./serve.js";
import { repairCommand } from "./storage/repair.js";
import { storageCommand } from "./storage/storage.js";
import { visibleLines } from "./terminal/visible.js";
import { topicsCommand } from "./topics/topics.js";

export function program(): Command {
  const serve = serveCommand();
  const headwater = new Command("headwater")
    .description("A Kafka-shaped event log that speaks gRPC.")
    .addOption(new Option("-V, --version", "output the version number"))
    .on("option:version", () => {
      process.stdout.write(`${version()}\n`);
      process.exit();
    })
    .addCommand(serve, { isDefault: true })
    .addCommand(topicsCommand())
    .addCommand(produceCommand())
    .addCommand(consumeCommand())
    .addCommand(groupsCommand())
    .addCommand(benchCommand())
    .addCommand(storageCommand())
    .addCommand(repairCommand())
    .addCommand(completionCommand())
    .addHelpText("after", () => `\nWithout a command it is serve:\n\n${serve.helpInformation()}`);
  headwater.addCommand(completeCommand(headwater), { hidden: true });
  return exitingAsWeDo(headwater);
}

/** Commander exits with 1 where a command is used wrongly, and its settings don't reach a command that was made apart. */
function exitingAsWeDo(command: Command): Command {
  command.configureOutput({ outputError: (text, write) => write(visibleLines(text)) });
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : USAGE_ERROR));
  for (const subcommand of command.commands) exitingAsWeDo(subcommand);
  return command;
}
