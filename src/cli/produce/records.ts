import { InvalidArgumentError } from "commander";
import type { Header } from "../../client/codec/encoded-batch.js";
import { Failure } from "../failure.js";
import { fromJsonLine, type LineRecord } from "../json-record.js";

/** How lines are records. */
export interface LineOptions {
  readonly keySeparator?: string;
  /** Of every record, before its own. */
  readonly header?: readonly Header[];
  readonly json?: true;
}

/** Reads a line. What it throws is a `Failure` whose message is the end of a sentence that starts with the line. */
export type LineReader = (line: Buffer) => LineRecord;

export function lineReader({ keySeparator, header, json }: LineOptions): LineReader {
  const read = json ? fromJsonLine : keySeparator === undefined ? valueLine : keyedLine(Buffer.from(keySeparator));
  if (header === undefined) return read;
  return (line) => {
    const record = read(line);
    return { ...record, headers: [...header, ...(record.headers ?? [])] };
  };
}

/** A header as in `source=web`. */
export function header(text: string): Header {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must be a key and a value, as in source=web.");
  return { key: text.slice(0, at), value: Buffer.from(text.slice(at + 1)) };
}

function valueLine(line: Buffer): LineRecord {
  return { value: line };
}

function keyedLine(separator: Buffer): LineReader {
  return (line) => {
    const at = line.indexOf(separator);
    if (at === -1) throw new Failure(`has no ${JSON.stringify(separator.toString())} between key and value`);
    return { key: line.subarray(0, at), value: line.subarray(at + separator.length) };
  };
}
