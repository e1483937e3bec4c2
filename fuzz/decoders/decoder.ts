import { join } from "node:path";
import { run } from "../../test/interop/child.js";
import {
  buildCargo,
  buildGo,
  commandOf,
  isMissing,
  python,
  root,
  type Toolchain,
} from "../../test/interop/programs.js";
import { readWithProtobufEs, readWithProtobufjs, readWithTsProto } from "./javascript.js";
import type { Found } from "./records.js";
import { readWithProst } from "./rust.js";

/** Reads back whatever a broker holds, as a client of one language or library. */
export interface Decoder {
  readonly language: "TypeScript" | "protobufjs" | "protobuf-es" | "Go" | "Python" | "Rust";
  /**
   * @returns what the records are, the same for all decoders
   * @throws {Error} where one can't be decoded
   */
  decode(address: string): Promise<Found>;
}

const TIMEOUT_MS = 600_000;

/** The decoders of this process's own language, which are always there. */
export const javascriptDecoders: readonly Decoder[] = [
  { language: "TypeScript", decode: readWithTsProto },
  { language: "protobufjs", decode: readWithProtobufjs },
  { language: "protobuf-es", decode: readWithProtobufEs },
];

async function goDecoder(): Promise<Decoder> {
  const program = await buildGo("fuzz/decoders/go", "./decode");
  return { language: "Go", decode: (address) => foundBy(run(program, [address], { timeoutMs: TIMEOUT_MS })) };
}

async function pythonDecoder(): Promise<Decoder> {
  const interpreter = await python();
  const program = join(root, "fuzz/decoders/python/decode.py");
  return {
    language: "Python",
    decode: (address) => foundBy(run(interpreter, [program, address], { timeoutMs: TIMEOUT_MS })),
  };
}

async function rustDecoder(): Promise<Decoder> {
  const program = await buildCargo("fuzz/decoders/rust", "decode");
  return { language: "Rust", decode: (address) => readWithProst(program, address, TIMEOUT_MS) };
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
  const decoders = [...javascriptDecoders];
  const missing: string[] = [];
  for (const [toolchain, language, make] of [
    ["go", "Go", goDecoder],
    ["python", "Python", pythonDecoder],
    ["rust", "Rust", rustDecoder],
  ] as const satisfies readonly (readonly [Toolchain, Decoder["language"], () => Promise<Decoder>])[]) {
    if (!isMissing(toolchain)) decoders.push(await make());
    else if (process.env.CI) throw new Error(`${commandOf(toolchain)} can't be run here, and CI must not skip it`);
    else missing.push(`${language}: ${commandOf(toolchain)} can't be run here`);
  }
  return { decoders, missing };
}

async function foundBy(output: Promise<string>): Promise<Found> {
  return JSON.parse(await output) as Found;
}
