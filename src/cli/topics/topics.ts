import { Command } from "commander";
import { alterCommand } from "./alter.js";
import { createCommand } from "./create.js";
import { deleteCommand } from "./delete.js";
import { describeCommand } from "./describe.js";
import { listCommand } from "./list.js";

export function topicsCommand(): Command {
  return new Command("topics")
    .description("create, list, describe, alter and delete topics")
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(describeCommand())
    .addCommand(alterCommand())
    .addCommand(deleteCommand());
}
