import { Failure } from "../failure.js";
import type { LineRecord } from "../json-record.js";
import { linesOf } from "../lines.js";
import type { ProduceSettings, Sendable } from "../send.js";
import type { LineReader } from "./records.js";

/** A request made of lines. */
export interface Batch extends Sendable {
  /** The number of its first line, counted from 1. */
  readonly firstLine: number;
  /** Of its lines, newlines included. */
  readonly bytes: number;
}

/** Bytes of lines that a request has at most, unless one line is more: well within what a broker takes. */
export const BATCH_BYTES = 512 * 1024;

/**
 * Requests with the lines of an input. What came together goes together, up to `maxRecords`; nothing waits for more.
 *
 * @throws {Failure} at a line that can't be read, after the request with those before it
 */
export async function* batchesOf(
  input: AsyncIterable<Buffer>,
  toRecord: LineReader,
  settings: ProduceSettings,
  maxRecords: number,
  maxLineBytes: number,
): AsyncGenerator<Batch, void, undefined> {
  let firstLine = 1;
  for await (const lines of numbered(linesOf(input, maxLineBytes), () => firstLine)) {
    let records: LineRecord[] = [];
    let bytes = 0;
    const take = (): Batch => {
      const batch = { settings, records, firstLine, bytes };
      firstLine += records.length;
      records = [];
      bytes = 0;
      return batch;
    };
    for (const line of lines) {
      if (records.length > 0 && (records.length >= maxRecords || bytes + line.length > BATCH_BYTES)) yield take();
      const number = firstLine + records.length;
      const read = tryRead(toRecord, line);
      if (read instanceof Failure) {
        if (records.length > 0) yield take();
        throw new Failure(`line ${number} ${read.message}`);
      }
      records.push(read);
      bytes += line.length + 1;
    }
    yield take();
  }
}

function tryRead(toRecord: LineReader, line: Buffer): LineRecord | Failure {
  try {
    return toRecord(line);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** The same lines; what a line fails with names it. */
async function* numbered(
  lines: AsyncIterable<Buffer[]>,
  next: () => number,
): AsyncGenerator<Buffer[], void, undefined> {
  try {
    yield* lines;
  } catch (error) {
    throw error instanceof Failure ? new Failure(`line ${next()} ${error.message}`) : error;
  }
}
