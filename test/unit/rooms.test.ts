import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SRC = join(ROOT, "src");

/** What a file is of: its folder in src/, or its name where it lies in src/ itself. A folder of its own is named whole. */
const ROOMS = [
  "engine/embedded",
  "engine",
  "record",
  "wire",
  "kafka-protocol",
  "service",
  "grpc",
  "kafka",
  "client",
  "cli",
];

/**
 * Which rooms and files each room may import, beside itself, gen/ and packages. `engine` is the port, without the
 * engines behind it.
 */
const MAY_IMPORT: { readonly [room: string]: readonly string[] } = {
  wire: [],
  record: ["wire"],
  "kafka-protocol": ["engine", "record", "wire"],
  engine: ["record", "wire"],
  "engine/embedded": ["engine", "record", "wire"],
  service: ["engine", "log.ts", "version.ts"],
  "guard.ts": ["engine"],
  grpc: ["service", "guard.ts", "engine", "record", "wire", "log.ts", "settings.ts"],
  kafka: ["engine", "record", "kafka-protocol", "wire", "log.ts", "settings.ts", "version.ts"],
  // Transports and engines meet here alone.
  "server.ts": ["*"],
  client: ["record", "wire"],
};

/** Packages that are a transport. */
const TRANSPORTS = /^(@grpc\/|nice-grpc|node:(net|http|https|http2|tls)$)/;

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
  /** Absent: a package. */
  readonly targetRoom: string | undefined;
}

const imports: Import[] = readdirSync(SRC, { recursive: true })
  .map((path) => `${path}`.split(sep).join("/"))
  .filter((path) => /\.[cm]?ts$/.test(path))
  .flatMap((file) => {
    const source = readFileSync(join(SRC, file), "utf8");
    const specifiers = [...source.matchAll(/(?:^|\s)(?:import|export)\s[^;]*?from "([^"]+)"|import\("([^"]+)"\)/gm)];
    return specifiers.map(([, from, loaded]) => toImport(file, (from ?? loaded)!));
  });

function toImport(file: string, target: string): Import {
  if (!target.startsWith(".")) return { file, room: roomOf(file), target, targetRoom: undefined };
  const path = relative(SRC, join(SRC, dirname(file), target))
    .split(sep)
    .join("/")
    .replace(/\.js$/, ".ts");
  return { file, room: roomOf(file), target: path, targetRoom: roomOf(path) };
}

function roomOf(path: string): string {
  return ROOMS.find((room) => path.startsWith(`${room}/`)) ?? path;
}

function isForbidden({ room, target, targetRoom }: Import): boolean {
  const allowed = MAY_IMPORT[room];
  if (targetRoom === undefined || allowed === undefined || targetRoom === room) return false;
  return !target.startsWith("../gen/") && !allowed.includes("*") && !allowed.includes(targetRoom);
}

describe("a room imports what it may", () => {
  test.each(Object.keys(MAY_IMPORT))("%s", (room) => {
    const own = imports.filter((it) => it.room === room);
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(isForbidden).map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });
});

test("the service and the guard know no transport", () => {
  const known = imports.filter(({ room, target }) => ["service", "guard.ts"].includes(room) && TRANSPORTS.test(target));
  expect(known).toEqual([]);
});

test("grpc/http2/ is known by its index.ts alone", () => {
  const HTTP2 = "grpc/http2/";
  const inside = imports.filter(
    ({ file, target }) => !file.startsWith(HTTP2) && target.startsWith(HTTP2) && target !== `${HTTP2}index.ts`,
  );
  expect(inside.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  expect(imports.some(({ target }) => target === `${HTTP2}index.ts`)).toBe(true);
});

/** Who names an engine or a listener: the broker, with the file that prepares its data directory. */
const COMPOSERS = ["server.ts", "data-dir.ts"];

/** The commands that look at a data directory without a broker know how it is stored. */
const isOffline = (file: string, target: string) =>
  file.startsWith("cli/storage/") && target.startsWith("engine/embedded/storage/");

test("server.ts alone names an engine and a listener", () => {
  const naming = imports.filter(
    ({ file, room, target, targetRoom }) =>
      targetRoom !== room &&
      ["engine/embedded", "grpc", "kafka"].includes(targetRoom ?? "") &&
      !COMPOSERS.includes(file) &&
      !isOffline(file, target),
  );
  expect(naming.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
});

test("an import that is forbidden is found", () => {
  expect(imports.length).toBeGreaterThan(600);
  expect(isForbidden(toImport("service/fetch.ts", "../grpc/codec/record-batch.js"))).toBe(true);
  expect(isForbidden(toImport("engine/engine.ts", "./embedded/engine.js"))).toBe(true);
  expect(isForbidden(toImport("service/fetch.ts", "../engine/engine.js"))).toBe(false);
  expect(isForbidden(toImport("service/fetch.ts", "../../gen/ts/headwater/v1/topic.js"))).toBe(false);
});
