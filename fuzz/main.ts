import { type Arguments, parseArguments, USAGE } from "./arguments.js";
import { codeName } from "./client/status.js";
import { allDecoders } from "./decoders/decoder.js";
import { Progress } from "./progress.js";
import { replay } from "./replay.js";
import { fuzz } from "./run.js";
import { isGood, toTables } from "./summary.js";

async function main(args: Arguments): Promise<boolean> {
  if (args.replay !== undefined) {
    const { outcome, problem, log } = await replay(args.replay, args.program, args.settings);
    const { end, code, reason, message, answers } = outcome;
    const status = end === "status" ? [codeName(code), reason, message].filter((part) => part !== "").join(", ") : end;
    process.stdout.write(`${status}; ${answers} messages\n${log.join("\n")}\n`);
    if (problem !== undefined) process.stdout.write(`${problem}\n`);
    return problem === undefined;
  }

  const { rounds, requests, seed, json, program, settings } = args;
  process.stderr.write(`seed ${seed}\n`);
  const { decoders, missing } = await allDecoders();
  const progress = new Progress(rounds * requests);
  const controller = new AbortController();
  process.once("SIGINT", () => {
    progress.print("ends after this round; Ctrl-C once more to end at once");
    controller.abort();
  });
  const summary = await fuzz({
    rounds,
    requests,
    seed,
    decoders,
    missing,
    program,
    settings,
    signal: controller.signal,
    report: (problem) => progress.print(problem),
    progress: (answered) => progress.show(answered),
  });
  progress.end();
  process.stdout.write(json ? `${JSON.stringify(summary, null, 2)}\n` : toTables(summary));
  return isGood(summary);
}

const USAGE_ERROR = 2;

let args: Arguments | undefined;
try {
  args = parseArguments(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
  process.exitCode = USAGE_ERROR;
}
if (args?.help) process.stdout.write(USAGE);
else if (args !== undefined) process.exitCode = (await main(args)) ? 0 : 1;
