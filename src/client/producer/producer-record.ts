/** Text is sent as UTF-8. For JSON there is {@link json}. */
export type Data = string | Uint8Array;

/** The UTF-8 of a value's JSON, for `key` and `value` of a record. @throws {TypeError} where a value has no JSON */
export function json(value: unknown): Uint8Array {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${typeof value} has no JSON`);
  return Buffer.from(text);
}

/** A record to be sent. */
export interface ProducerRecord {
  /** Chooses the partition: records with the same key keep their order. Absent: a record without key. */
  readonly key?: Data | undefined;
  /** The payload. Absent: a tombstone. */
  readonly value?: Data | undefined;
  /** Pairs where a key repeats or the order matters. */
  readonly headers?: { readonly [key: string]: Data } | readonly (readonly [key: string, value: Data])[] | undefined;
  /** A number is Unix milliseconds. Absent: the broker's clock at the append. */
  readonly timestamp?: Date | number | undefined;
  /** Absent: by key; without key, by turns. */
  readonly partition?: number | undefined;
}
