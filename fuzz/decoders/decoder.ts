import { join } from "node:path";
import { run } from "../../test/interop/child.js";
import { buildGo, commandOf, isMissing, python, root, type Toolchain } from "../../test/interop/programs.js";
import { decodeAll } from "./typescript.js";

/** Reads back whatever a broker holds, as a client of one language. */
export interface Decoder {
  readonly language: "TypeScript" | "Go" | "Python";
  /**
   * @returns how many records there were
   * @throws {Error} where one can't be decoded
   */
  decode(address: string): Promise<number>;
}

const TIMEOUT_MS = 600_000;

/** The decoder of this process's own language, which is always there. */
export const typescriptDecoder: Decoder = { language: "TypeScript", decode: decodeAll };

export async function goDecoder(): Promise<Decoder> {
  const program = await buildGo("fuzz/decoders/go", "./decode");
  return { language: "Go", decode: (address) => counted(run(program, [address], { timeoutMs: TIMEOUT_MS })) };
}

export async function pythonDecoder(): Promise<Decoder> {
  const interpreter = await python();
  const program = join(root, "fuzz/decoders/python/decode.py");
  return {
    language: "Python",
    decode: (address) => counted(run(interpreter, [program, address], { timeoutMs: TIMEOUT_MS })),
  };
}

export interface Decoders {
  readonly decoders: readonly Decoder[];
  /** The languages that records are not read back in, and why. */
  readonly missing: readonly string[];
}

/**
 * The decoders of all languages that can be run here.
 *
 * @throws {Error} where one is missing and CI is set
 */
export async function allDecoders(): Promise<Decoders> {
  const decoders = [typescriptDecoder];
  const missing: string[] = [];
  for (const [toolchain, language, make] of [
    ["go", "Go", goDecoder],
    ["python", "Python", pythonDecoder],
  ] as const satisfies readonly (readonly [Toolchain, Decoder["language"], () => Promise<Decoder>])[]) {
    if (!isMissing(toolchain)) decoders.push(await make());
    else if (process.env.CI) throw new Error(`${commandOf(toolchain)} can't be run here, and CI must not skip it`);
    else missing.push(`${language}: ${commandOf(toolchain)} can't be run here`);
  }
  return { decoders, missing };
}

async function counted(output: Promise<string>): Promise<number> {
  return (JSON.parse(await output) as { records: number }).records;
}
