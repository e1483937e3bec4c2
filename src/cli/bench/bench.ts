import { Command } from "commander";
import { benchConsumeCommand } from "./consume.js";
import { benchProduceCommand } from "./produce.js";

export function benchCommand(): Command {
  return new Command("bench")
    .description("measure how fast records go in and out")
    .addCommand(benchProduceCommand())
    .addCommand(benchConsumeCommand());
}
