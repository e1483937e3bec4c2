import { InvalidArgumentError } from "commander";
import type { Record } from "../../../gen/ts/headwater/v1/record.js";
import { unescaped } from "../escapes.js";

/** Writes a record that was read. */
export type Formatter = (topic: string, partition: number, record: Record) => readonly (string | Uint8Array)[];

/** What a key or value that is absent is written as, as in Kafka. */
const ABSENT = "null";

type Part = (topic: string, partition: number, record: Record) => string | Uint8Array;

/** What stands for what in a format. `--help` shows the descriptions. */
const PLACEHOLDERS: { readonly [letter: string]: { readonly description: string; readonly part: Part } } = {
  t: { description: "topic", part: (topic) => topic },
  p: { description: "partition", part: (_, partition) => `${partition}` },
  o: { description: "offset", part: (_topic, _partition, { offset }) => `${offset}` },
  k: { description: "key, or null", part: (_topic, _partition, { key }) => key ?? ABSENT },
  v: { description: "value, or null", part: (_topic, _partition, { value }) => value ?? ABSENT },
  h: { description: "headers, as in a=1,b=2", part: (_topic, _partition, { headers }) => showHeaders(headers) },
  T: {
    description: "timestamp, in Unix milliseconds",
    part: (_topic, _partition, { timestampMs }) => `${timestampMs}`,
  },
  D: {
    description: "timestamp, as in 2025-01-31T13:45:00.000Z",
    part: (_topic, _partition, { timestampMs }) => showTime(timestampMs),
  },
  K: { description: "bytes of the key, -1 without", part: (_topic, _partition, { key }) => `${key?.length ?? -1}` },
  V: {
    description: "bytes of the value, -1 without",
    part: (_topic, _partition, { value }) => `${value?.length ?? -1}`,
  },
  "%": { description: "a percent sign", part: () => "%" },
};

export const FORMAT_HELP = [
  "In a format there are:",
  ...Object.entries(PLACEHOLDERS).map(([letter, { description }]) => `  %${letter}  ${description}`),
  "and \\n \\r \\t \\0 \\\\. A newline ends each record, unless the format ends with \\n or \\0.",
].join("\n");

/** The value and a newline. */
export const VALUE_LINE: Formatter = (_topic, _partition, { value }) => [value ?? ABSENT, "\n"];

/**
 * Compiles a format as in `%k\t%v`.
 *
 * @throws {InvalidArgumentError}
 */
export function formatter(format: string): Formatter {
  const parts: Part[] = [];
  const literals = unescaped(format);
  const text = /[\n\0]$/.test(literals) ? literals : `${literals}\n`;
  for (const [piece] of text.matchAll(/%.?|[^%]+/gs)) {
    if (!piece.startsWith("%")) {
      parts.push(() => piece);
      continue;
    }
    const placeholder = PLACEHOLDERS[piece.slice(1)];
    if (placeholder === undefined) {
      throw new InvalidArgumentError(
        `It has ${JSON.stringify(piece)}: there are %${Object.keys(PLACEHOLDERS).join(" %")}.`,
      );
    }
    parts.push(placeholder.part);
  }
  return (topic, partition, record) => parts.map((part) => part(topic, partition, record));
}

function showHeaders(headers: Record["headers"]): string {
  return headers.map(({ key, value }) => `${key}=${Buffer.from(value ?? []).toString()}`).join(",");
}

/** A timestamp may be later than what JavaScript has dates for. */
function showTime(timestampMs: bigint): string {
  const date = new Date(Number(timestampMs));
  return Number.isNaN(date.getTime()) ? `${timestampMs}` : date.toISOString();
}
