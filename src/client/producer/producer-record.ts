/** Text is sent as UTF-8. For JSON there is {@link json}. */
export type Data = string | Uint8Array;

/** The UTF-8 of a value's JSON, for `key` and `value` of a record. @throws {TypeError} where a value has no JSON */
export function json(value: unknown): Uint8Array {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${typeof value} has no JSON`);
  return Buffer.from(text);
}

/** The value of a header is absent where it is `undefined`, which is not the same as empty. */
export type HeaderValue = Data | undefined;

/**
 * By key; or in order, where a key may repeat: a Map, pairs, or what `headers` of a record that was read is.
 */
export type Headers =
  | { readonly [key: string]: HeaderValue }
  | Iterable<readonly [key: string, value: HeaderValue] | { readonly key: string; readonly value?: HeaderValue }>;

/** A record to be sent. */
export interface ProducerRecord {
  /** Chooses the partition: records with the same key keep their order. Absent: a record without key. */
  readonly key?: Data | undefined;
  /** The payload. Absent: a tombstone. */
  readonly value?: Data | undefined;
  readonly headers?: Headers | undefined;
  /** A number is Unix milliseconds. Absent: the broker's clock at the append. */
  readonly timestamp?: Date | number | undefined;
  /** Absent: by key; without key, by turns. */
  readonly partition?: number | undefined;
}
