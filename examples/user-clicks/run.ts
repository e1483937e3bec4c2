/** Runs all of it with a broker of its own: the web server, clicks, and both consumers. "r" and Enter replay. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { startBroker } from "headwater";
import { makeClicks } from "./load.js";

const { values } = parseArgs({
  options: {
    clicks: { type: "string", default: "200" },
    port: { type: "string", default: "8080" },
    folder: { type: "string", default: join(import.meta.dirname, "clicks") },
  },
});
const stop = new AbortController();
const { signal } = stop;
for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => stop.abort());

function start(file: string, args: string[], stdout: "inherit" | "pipe" = "inherit") {
  const tsx = ["--import", import.meta.resolve("tsx")];
  const env = { ...process.env, HEADWATER_SERVER: server };
  return spawn(process.execPath, [...tsx, join(import.meta.dirname, file), ...args], {
    env,
    stdio: ["ignore", stdout, "inherit"],
  });
}

async function end(...programs: ChildProcess[]) {
  const running = programs.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ended = running.map((program) => once(program, "close"));
  for (const program of running) program.kill("SIGTERM");
  await Promise.all(ended);
}

const startConsumers = (...args: string[]) => [
  start("archive.ts", ["--folder", values.folder, ...args]),
  start("popular.ts", args),
];

const own = process.env.HEADWATER_SERVER ? undefined : await startBroker({ grpcListen: "127.0.0.1:0" });
const server = own?.address ?? process.env.HEADWATER_SERVER!;
const web = start("web.ts", ["--port", values.port], "pipe");
// A new broker's log starts at nothing, and so do the files.
let consumers = own ? startConsumers("--replay") : startConsumers();
try {
  const lines = createInterface({ input: web.stdout! })[Symbol.asyncIterator]();
  const { value: url, done } = await lines.next();
  if (done) throw new Error("the web server didn't start");
  process.stdout.write(`click at ${url}, r and Enter replay, Ctrl-C ends; the broker is at ${server}\n`);
  const clicking = makeClicks(url, Number(values.clicks), signal);
  const replaying = (async () => {
    for await (const line of createInterface({ input: process.stdin, signal })) {
      if (line.trim() !== "r") continue;
      await end(...consumers);
      if (signal.aborted) break;
      consumers = startConsumers("--replay");
    }
  })();
  await Promise.all([clicking, replaying, signal.aborted || once(signal, "abort")]);
} catch (error) {
  if (!signal.aborted) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
} finally {
  process.stdin.destroy();
  await end(web, ...consumers);
  await own?.close();
}
