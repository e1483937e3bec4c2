import { Command, InvalidArgumentError, Option } from "commander";
import type { Logger } from "pino";
import { relaxHeap } from "../heap.js";
import { availableMemory } from "../memory-budget.js";
import type { Broker } from "../server.js";
import { flagOf, type LogLevel, SETTINGS, SettingError, type Settings, variableOf } from "../settings.js";
import { banner } from "./banner.js";
import { USAGE_ERROR } from "./failure.js";
import { closest } from "./suggestion.js";
import { tellOfVariables } from "./variables.js";

export function serveCommand(): Command {
  const command = new Command("serve")
    .description("run the broker until it is told to stop")
    // What is no command ends up here, as this one is the default.
    .allowExcessArguments();
  for (const name of Object.keys(SETTINGS) as (keyof Settings)[]) command.addOption(optionOf(name));
  return command.action(async (settings: Settings) => {
    const [unknown] = command.args;
    if (unknown !== undefined) {
      const meant = closest(unknown, command.parent?.commands.map((one) => one.name()) ?? []);
      const hint = meant === undefined ? "`headwater --help` lists those that there are" : `did you mean ${meant}?`;
      command.error(`error: unknown command '${unknown}': ${hint}`);
    }
    tellOfVariables();
    await serve(settings);
  });
}

function optionOf(name: keyof Settings): Option {
  const { placeholder, description, default: preset, parse } = SETTINGS[name];
  const flags = placeholder === "" ? `${flagOf(name)} [true|false]` : `${flagOf(name)} <${placeholder}>`;
  return new Option(flags, description)
    .env(variableOf(name))
    .default(preset)
    .preset("true")
    .argParser((value) => {
      try {
        return parse(value);
      } catch (error) {
        throw error instanceof SettingError ? new InvalidArgumentError(`It must be ${error.message}.`) : error;
      }
    });
}

async function serve(settings: Settings): Promise<void> {
  // Loaded here, as the other commands can do without a broker.
  const [{ logVerbosity, setLogVerbosity }, { startBroker }] = await Promise.all([
    import("@grpc/grpc-js"),
    import("../server.js"),
  ]);
  // It writes to stderr what it throws too, and a taken port is to be one clear line.
  if (process.env.GRPC_VERBOSITY === undefined) setLogVerbosity(logVerbosity.NONE);
  relaxHeap(settings.maxMemoryBytes || availableMemory());
  const log = await createLogger(settings.logLevel);
  let broker: Broker;
  try {
    broker = await startBroker({
      ...settings,
      logger: log,
      onDiskFailure: (error) => {
        log.fatal({ err: error }, "ends, as what it acknowledged would not be kept");
        process.exit(1);
      },
    });
  } catch (error) {
    process.stderr.write(`headwater: ${(error as Error).message}\n`);
    process.exitCode = error instanceof SettingError ? USAGE_ERROR : 1;
    return;
  }
  if (process.stdout.isTTY) process.stdout.write(banner(broker));

  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, "stopping: once more to stop at once");
    broker.close().catch((error: unknown) => {
      log.fatal({ err: error }, "could not stop in good order");
      process.exit(1);
    });
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
}

/** Lines of JSON for programs, or lines for people where a person looks on. */
async function createLogger(level: LogLevel): Promise<Logger> {
  const { pino } = await import("pino");
  const base = {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  if (!process.stdout.isTTY) return pino(base, pino.destination({ sync: true }));
  const { default: pretty } = await import("pino-pretty");
  return pino(base, pretty({ sync: true }));
}
