import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as errors from "../../src/engine/errors.js";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

/** The rooms whose errors may reach a client of the broker. */
const ROOMS = ["engine", "grpc", "record", "service", "wire"];

/** What fails there is a disk's fault, for the engine to answer. */
const STORAGE = join(SRC, "engine/embedded/storage");

/** What is no refusal, and where it is made one. */
const TRANSLATED: readonly string[] = [
  // A message that can't be decoded becomes InvalidField: see Malformed.
  "WireError",
  // The health service's own status, which toServerError adds an ErrorInfo to.
  "ServerError",
];

/** Invariants: whoever breaks one has found a bug, and gets INTERNAL. */
const BUGS: readonly string[] = [
  `a batch of $\{message.length} bytes takes $\{pos}`,
  "no stream is being opened: openStream was not called in time",
  "the message was taken already",
  "a message of Subscribe is sent as it is",
  "an answer of reflection is sent as it is",
  `partition $\{partition} of topic $\{topic} goes on at $\{baseOffset}, not at $\{this.#logEndOffset}`,
];

/** What goes to whoever starts the broker. */
const AT_START: readonly string[] = [
  `the journal has a change of type $\{(change as { type: string }).type}, which is not known`,
  `$\{path} has more than the $\{MAX_SOCKET_PATH_BYTES} bytes that a socket's path may have`,
];

const sources = ROOMS.map((room) => join(SRC, room))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true }).map((path) => join(folder, `${path}`)))
  .filter((path) => path.endsWith(".ts") && !path.startsWith(STORAGE))
  .map((path) => readFileSync(path, "utf8"));

test("what the broker throws is a BrokerError, or a bug", () => {
  const refusals = Object.entries(errors)
    .filter(([, exported]) => exported.prototype instanceof errors.BrokerError)
    .map(([name]) => name);
  const thrown = sources.flatMap((source) => [...source.matchAll(/\bthrow new (\w*Error)\(\s*["`]?([^"`]*)/g)]);
  expect(thrown.length).toBeGreaterThan(3);
  const unknown = thrown
    .filter(([, name]) => !refusals.includes(name!) && !TRANSLATED.includes(name!) && name !== "RichServerError")
    .map(([, , message]) => message);
  expect(unknown.filter((message) => ![...BUGS, ...AT_START].includes(message!))).toEqual([]);
});

test("nothing says INTERNAL but what stands for a bug", () => {
  const internals = sources.flatMap((source) => source.split("\n").filter((line) => /\.INTERNAL\b/.test(line)));
  expect(internals.map((line) => line.trim())).toEqual([
    'if (given.code !== status.INTERNAL || given.details !== "Failed to decompress message")',
    "UNSPECIFIED: Code.INTERNAL,",
  ]);
});
