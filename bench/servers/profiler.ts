import { type Profiler, Session } from "node:inspector/promises";

/** A CPU profile: microseconds by function, as `where` and `name`. */
export interface ProfiledFunction {
  readonly where: string;
  readonly name: string;
  readonly selfMicros: number;
}

const SAMPLE_MICROS = 250;

let session: Session | undefined;

/** Starts to sample this process. */
export async function startProfile(): Promise<{ ok: true }> {
  session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_MICROS });
  await session.post("Profiler.start");
  return { ok: true };
}

/** The time by function since then, without idle time. */
export async function stopProfile(): Promise<readonly ProfiledFunction[]> {
  if (session === undefined) throw new Error("no profile was started");
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  session = undefined;
  return summarize(profile);
}

function summarize({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): ProfiledFunction[] {
  const micros = new Map<number, number>();
  for (const [i, id] of samples.entries()) micros.set(id, (micros.get(id) ?? 0) + (timeDeltas[i] ?? 0));
  const functions = new Map<string, ProfiledFunction>();
  for (const { id, callFrame } of nodes) {
    const selfMicros = micros.get(id) ?? 0;
    if (selfMicros === 0 || callFrame.functionName === "(idle)") continue;
    const { where, name } = placeOf(callFrame);
    const key = `${where} ${name}`;
    functions.set(key, { where, name, selfMicros: selfMicros + (functions.get(key)?.selfMicros ?? 0) });
  }
  return [...functions.values()].sort((a, b) => b.selfMicros - a.selfMicros);
}

function placeOf({ functionName, url }: Profiler.Profile["nodes"][number]["callFrame"]): {
  where: string;
  name: string;
} {
  const name = functionName || "(anonymous)";
  if (functionName === "(garbage collector)") return { where: "garbage collection", name: "" };
  if (functionName === "(program)") return { where: "V8, libuv, nghttp2 and the kernel", name: "" };
  if (url === "") return { where: "V8, libuv, nghttp2 and the kernel", name };
  const file = url.split("/").at(-1) ?? "";
  const [, library] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (library !== undefined) return { where: library, name: `${name}, ${file}` };
  if (url.startsWith("node:")) return { where: "Node's streams, HTTP/2 and promises", name: `${name}, ${url}` };
  if (url.startsWith("wasm:")) return { where: "the log", name: `${name.split("/").at(-1)}, entry-writer.as.ts` };
  const [, ours = file] = /\/src\/(.*)$/.exec(url) ?? [];
  return {
    where: ours.startsWith("engine/") || ours.startsWith("wire/") ? "the log" : "the gRPC layer",
    name: `${name}, ${ours}`,
  };
}
