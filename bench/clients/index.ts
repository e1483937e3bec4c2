import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { run } from "../../test/interop/child.js";
import { commandOf, isMissing, python } from "../../test/interop/programs.js";

/** The arguments of a client program: see {@link Work} in typescript/work.ts. */
export interface ClientWork {
  readonly target: string;
  readonly topic: string;
  readonly mode: "produce" | "replay";
  readonly records: number;
  readonly valueBytes: number;
  readonly batch: number;
}

/** What a client program prints, as JSON. */
export interface ClientOutput {
  readonly records: number;
  readonly seconds: number;
  readonly recordsPerSecond: number;
}

export interface ClientCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A program that produces and replays as users of that language do. */
export interface Client {
  readonly id: string;
  readonly name: string;
  /** How it differs from the others. */
  readonly modes: readonly Mode[];
  /**
   * Builds its dependencies.
   *
   * @returns why it can't be run here, if it can't
   * @throws {Error} with what a compiler or an installer says
   */
  available(): Promise<string | undefined>;
  /** Call it only if the client is available. */
  command(work: ClientWork): ClientCommand;
}

type Mode = ClientWork["mode"];

const BOTH: readonly Mode[] = ["produce", "replay"];

const BUILD_TIMEOUT_MS = 540_000;

/** The window that `headwater/client` sets, in bytes. */
const HTTP2_WINDOW = String(4 * 2 ** 20);

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const goProgram = pathOf("../../node_modules/.cache/headwater-bench/go-client");
let interpreter = "";

/** The clients that the benchmark compares. */
export const CLIENTS: readonly Client[] = [
  typescript("typescript", "TypeScript client", "typescript/client.ts"),
  typescript("typescript-batches", "TypeScript client, batches()", "typescript/client.ts", { BATCHES: "1" }, [
    "replay",
  ]),
  typescript("ts-proto", "TypeScript stubs, records as objects", "typescript/stub.ts"),
  typescript(
    "ts-proto-window",
    "TypeScript stubs, with the client's HTTP/2 window",
    "typescript/stub.ts",
    { HTTP2_WINDOW },
    ["replay"],
  ),
  {
    id: "go",
    name: "Go stubs",
    modes: BOTH,
    async available() {
      if (isMissing("go")) return `${commandOf("go")} can't be run here`;
      await run("go", ["build", "-buildvcs=false", "-o", goProgram, "."], {
        cwd: pathOf("go"),
        timeoutMs: BUILD_TIMEOUT_MS,
      });
      return undefined;
    },
    command: (work) => ({ file: goProgram, args: flags(work), env: process.env }),
  },
  {
    id: "python",
    name: "Python stubs",
    modes: BOTH,
    async available() {
      if (isMissing("python")) return `${commandOf("python")} can't be run here, or it has no venv`;
      interpreter = await python();
      return undefined;
    },
    command: (work) => ({ file: interpreter, args: [pathOf("python/client.py"), ...flags(work)], env: process.env }),
  },
];

/** The programs import this package by name, so they run its build. */
function typescript(
  id: string,
  name: string,
  file: string,
  env: NodeJS.ProcessEnv = {},
  modes: readonly Mode[] = BOTH,
): Client {
  return {
    id,
    name,
    modes,
    available: async () =>
      existsSync(pathOf("../../dist/src/client/index.js")) ? undefined : "it is not built: run npm run build",
    command: (work) => ({
      file: process.execPath,
      args: ["--import", "tsx", pathOf(file), ...flags(work)],
      env: { ...process.env, ...env },
    }),
  };
}

function flags({ target, topic, mode, records, valueBytes, batch }: ClientWork): string[] {
  const given = { target, topic, mode, records, "value-bytes": valueBytes, batch };
  return Object.entries(given).map(([name, value]) => `--${name}=${value}`);
}
