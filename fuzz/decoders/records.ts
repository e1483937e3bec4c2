import { createHash } from "node:crypto";

/** A record as any decoder has it, in the terms of JavaScript. */
export interface DecodedRecord {
  readonly offset: unknown;
  readonly timestampMs: unknown;
  readonly key?: Uint8Array | null | undefined;
  readonly value?: Uint8Array | null | undefined;
  readonly keyText?: string | undefined;
  readonly valueText?: string | undefined;
  readonly headers: readonly { readonly key: string; readonly value?: Uint8Array | null | undefined }[];
}

/** What a decoder found: all records, by topic, partition and offset. */
export interface Found {
  readonly records: number;
  /** Of a line for each record: two decoders that read alike have the same. SHA-256, in hex. */
  readonly digest: string;
}

/**
 * Takes records in as the lines that every decoder writes:
 * `topic/partition/offset timestamp key value header=value…`, with contents in hex after `0x`, and `-` for what is absent. A text
 * is the content that it stands for.
 */
export class RecordLines {
  readonly #hash = createHash("sha256");
  #records = 0;

  add(topic: string, partition: number, record: DecodedRecord): void {
    const key = record.keyText ? Buffer.from(record.keyText) : record.key;
    const value = record.valueText ? Buffer.from(record.valueText) : record.value;
    const headers = record.headers.map((header) => ` ${hex(Buffer.from(header.key))}=${hex(header.value)}`);
    this.addLines(
      `${topic}/${partition}/${record.offset} ${record.timestampMs} ${hex(key)} ${hex(value)}${headers.join("")}\n`,
      1,
    );
  }

  addLines(lines: string, count: number): void {
    this.#records += count;
    this.#hash.update(lines);
  }

  end(): Found {
    return { records: this.#records, digest: this.#hash.digest("hex") };
  }
}

function hex(bytes: Uint8Array | null | undefined): string {
  return bytes === undefined || bytes === null ? "-" : `0x${Buffer.from(bytes).toString("hex")}`;
}

/** @throws {Error} where texts are read as something else than the bytes that they stand for */
export function checkAlike(bytes: Found, text: Found): Found {
  if (bytes.digest !== text.digest) throw new Error("records read with text are not the same as those read without");
  return bytes;
}
