import { MalformedMessage } from "./errors.js";

/** What a message is written from: fields that are left out have their defaults. */
export type Init<T> = T extends string | number | boolean | null | Uint8Array
  ? T
  : T extends readonly (infer E)[]
    ? readonly Init<E>[]
    : { readonly [K in keyof T]?: Init<T[K]> | undefined };

/** Bytes of this size or more are put beside what was written, not copied. */
const OWN_CHUNK_BYTES = 4096;
const FIRST_BYTES = 512;
const MAX_INT64 = 2 ** 63;

/** Writes the primitives of Kafka's protocol; the counterpart of `KafkaReader`. */
export class KafkaWriter {
  #chunks: Uint8Array[] = [];
  /** Bytes of the chunks. */
  #before = 0;
  #bytes = Buffer.alloc(FIRST_BYTES);
  #pos = 0;
  #isNested = false;

  /** Bytes that were written. */
  get length(): number {
    return this.#before + this.#pos;
  }

  /** What was written, in order; large bytes are those that were given. */
  take(): Uint8Array[] {
    if (this.#pos > 0) this.#endChunk();
    const chunks = this.#chunks;
    this.#chunks = [];
    this.#before = 0;
    return chunks;
  }

  bool(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  int8(value: number): void {
    const at = this.#take(1);
    this.#bytes.writeInt8(value, at);
  }

  int16(value: number): void {
    const at = this.#take(2);
    this.#bytes.writeInt16BE(value, at);
  }

  uint16(value: number): void {
    const at = this.#take(2);
    this.#bytes.writeUInt16BE(value, at);
  }

  int32(value: number): void {
    const at = this.#take(4);
    this.#bytes.writeInt32BE(value, at);
  }

  uint32(value: number): void {
    const at = this.#take(4);
    this.#bytes.writeUInt32BE(value, at);
  }

  int64(value: number): void {
    const at = this.#take(8);
    if (value >= MAX_INT64) {
      this.#bytes.writeInt32BE(0x7fff_ffff, at);
      this.#bytes.writeInt32BE(-1, at + 4);
      return;
    }
    const high = Math.floor(value / 0x1_0000_0000);
    this.#bytes.writeInt32BE(high, at);
    this.#bytes.writeUInt32BE(value - high * 0x1_0000_0000, at + 4);
  }

  float64(value: number): void {
    const at = this.#take(8);
    this.#bytes.writeDoubleBE(value, at);
  }

  uuid(value: string): void {
    const hex = value.replaceAll("-", "");
    if (hex.length !== 32) throw new TypeError(`${value} is no UUID`);
    const at = this.#take(16);
    this.#bytes.write(hex, at, 16, "hex");
  }

  uvarint(value: number): void {
    while (value >= 0x80) {
      this.#byte((value & 0x7f) | 0x80);
      value = Math.floor(value / 0x80);
    }
    this.#byte(value);
  }

  string(flexible: boolean, value: string | null): void {
    if (value === null) {
      if (flexible) this.uvarint(0);
      else this.int16(-1);
      return;
    }
    const length = Buffer.byteLength(value);
    if (flexible) this.uvarint(length + 1);
    else {
      if (length > 0x7fff) throw new MalformedMessage(`a string has ${length} bytes: 32767 fit`);
      this.int16(length);
    }
    const at = this.#take(length);
    this.#bytes.write(value, at, length, "utf8");
  }

  bytes(flexible: boolean, value: Uint8Array | null): void {
    if (value === null) {
      if (flexible) this.uvarint(0);
      else this.int32(-1);
      return;
    }
    if (flexible) this.uvarint(value.length + 1);
    else this.int32(value.length);
    this.raw(value);
  }

  /** The bytes alone, without their length. */
  raw(value: Uint8Array): void {
    if (value.length >= OWN_CHUNK_BYTES && !this.#isNested) {
      if (this.#pos > 0) this.#endChunk();
      this.#chunks.push(value);
      this.#before += value.length;
      return;
    }
    const at = this.#take(value.length);
    this.#bytes.set(value, at);
  }

  array<T>(flexible: boolean, values: readonly T[] | null, element: (value: T) => void): void {
    const count = values === null ? -1 : values.length;
    if (flexible) this.uvarint(count + 1);
    else this.int32(count);
    for (const value of values ?? []) element(value);
  }

  /** A tagged field, whose length is known once its content is written. */
  tagged(tag: number, content: () => void): void {
    const [bytes, pos, isNested] = [this.#bytes, this.#pos, this.#isNested];
    this.#bytes = Buffer.alloc(FIRST_BYTES);
    this.#pos = 0;
    this.#isNested = true;
    content();
    const written = this.#bytes.subarray(0, this.#pos);
    this.#bytes = bytes;
    this.#pos = pos;
    this.#isNested = isNested;
    this.uvarint(tag);
    this.uvarint(written.length);
    this.raw(written);
  }

  /** Whether a tagged field has its default, and so is left out. */
  isSame(value: unknown, other: unknown): boolean {
    if (typeof value !== "object" || typeof other !== "object" || value === null || other === null) {
      return value === other;
    }
    const [fields, others] = [value as Record<string, unknown>, other as Record<string, unknown>];
    if (Array.isArray(value) && value.length !== (other as unknown[]).length) return false;
    // What is left out has its default.
    return Object.keys(fields).every((name) => fields[name] === undefined || this.isSame(fields[name], others[name]));
  }

  #byte(value: number): void {
    const at = this.#take(1);
    this.#bytes[at] = value;
  }

  #endChunk(): void {
    this.#chunks.push(this.#bytes.subarray(0, this.#pos));
    this.#before += this.#pos;
    this.#bytes = Buffer.alloc(FIRST_BYTES);
    this.#pos = 0;
  }

  /** Makes room, which may put other bytes in the place of `#bytes`: look them up afterwards. */
  #take(count: number): number {
    const at = this.#pos;
    if (at + count > this.#bytes.length) {
      const grown = Buffer.alloc(Math.max(this.#bytes.length * 2, at + count));
      this.#bytes.copy(grown, 0, 0, at);
      this.#bytes = grown;
    }
    this.#pos = at + count;
    return at;
  }
}
