import { Command } from "commander";
import { deleteCommand } from "./delete.js";
import { describeCommand } from "./describe.js";
import { listCommand } from "./list.js";
import { resetCommand } from "./reset.js";

export function groupsCommand(): Command {
  return new Command("groups")
    .description("list, describe, reset and delete consumer groups")
    .addCommand(listCommand())
    .addCommand(describeCommand())
    .addCommand(resetCommand())
    .addCommand(deleteCommand());
}
