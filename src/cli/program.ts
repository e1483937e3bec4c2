import { createRequire } from "node:module";
import { Command } from "commander";
import { serveCommand, USAGE_ERROR } from "./serve.js";

const { version } = createRequire(import.meta.url)("headwater/package.json") as { version: string };

export function program(): Command {
  const exit = (error: { exitCode: number }) => process.exit(error.exitCode === 0 ? 0 : USAGE_ERROR);
  const serve = serveCommand().exitOverride(exit);
  return new Command("headwater")
    .description("A Kafka-shaped event log that speaks gRPC.")
    .version(version)
    .exitOverride(exit)
    .addCommand(serve, { isDefault: true })
    .addHelpText("after", () => `\nWithout a command it is serve:\n\n${serve.helpInformation()}`);
}
