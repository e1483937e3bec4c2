/**
 * Runs a command with a broker of its own, which HEADWATER_SERVER names to it, and ends as the command does.
 *
 *     npx tsx examples/with-broker.ts COMMAND [ARGUMENTS...]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { startBroker } from "headwater";

const [command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write("usage: with-broker.ts COMMAND [ARGUMENTS...]\n");
  process.exit(2);
}
const broker = await startBroker({ grpcListen: "127.0.0.1:0" });
try {
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, HEADWATER_SERVER: broker.address } });
  // Ctrl-C reaches the command by itself, as it does any other of the terminal.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  process.exitCode = code ?? 128 + constants.signals[signal!];
} catch (error) {
  process.stderr.write(`${command} can't be run here (${(error as Error).message})\n`);
  process.exitCode = 127;
} finally {
  await broker.close();
}
