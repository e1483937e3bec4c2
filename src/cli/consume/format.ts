import { InvalidArgumentError } from "commander";
import type { ConsumerRecord } from "../../client/consumer/consumer-record.js";
import { unescaped } from "../escapes.js";

/** Writes a record that was read. */
export type Formatter = (record: ConsumerRecord) => readonly (string | Uint8Array)[];

/** What a key or value that is absent is written as, as in Kafka. */
const ABSENT = "null";

type Part = (record: ConsumerRecord) => string | Uint8Array;

/** What stands for what in a format. `--help` shows the descriptions. */
const PLACEHOLDERS: { readonly [letter: string]: { readonly description: string; readonly part: Part } } = {
  t: { description: "topic", part: ({ topic }) => topic },
  p: { description: "partition", part: ({ partition }) => `${partition}` },
  o: { description: "offset", part: ({ offset }) => `${offset}` },
  k: { description: "key, or null", part: ({ key }) => key ?? ABSENT },
  v: { description: "value, or null", part: ({ value }) => value ?? ABSENT },
  h: { description: "headers, as in a=1,b=2", part: ({ headers }) => showHeaders(headers) },
  T: {
    description: "timestamp, in Unix milliseconds",
    part: ({ timestamp }) => `${timestamp.getTime()}`,
  },
  D: {
    description: "timestamp, as in 2025-01-31T13:45:00.000Z",
    part: ({ timestamp }) => showTime(timestamp.getTime()),
  },
  K: { description: "bytes of the key, -1 without", part: ({ key }) => `${key?.length ?? -1}` },
  V: {
    description: "bytes of the value, -1 without",
    part: ({ value }) => `${value?.length ?? -1}`,
  },
  "%": { description: "a percent sign", part: () => "%" },
};

export const FORMAT_HELP = [
  "In a format there are:",
  ...Object.entries(PLACEHOLDERS).map(([letter, { description }]) => `  %${letter}  ${description}`),
  "and \\n \\r \\t \\0 \\\\. A newline ends each record, unless the format ends with \\n or \\0.",
].join("\n");

/** The value and a newline. */
export const VALUE_LINE: Formatter = ({ value }) => [value ?? ABSENT, "\n"];

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
  return (record) => parts.map((part) => part(record));
}

function showHeaders(headers: ConsumerRecord["headers"]): string {
  return headers.map(({ key, value }) => `${key}=${Buffer.from(value ?? []).toString()}`).join(",");
}

/** A timestamp may be later than what JavaScript has dates for. */
function showTime(timestampMs: number): string {
  const date = new Date(timestampMs);
  return Number.isNaN(date.getTime()) ? `${timestampMs}` : date.toISOString();
}
