import { MalformedMessage } from "./errors.js";

/**
 * Elements that the arrays of one message may have in all. A message of a few bytes an element would otherwise become
 * fifty times its size in objects.
 */
const MAX_ELEMENTS = 500_000;

/**
 * Reads the primitives of Kafka's protocol. `flexible` chooses between the two ways in which lengths are written: an
 * unsigned varint of the length plus one, or 16 or 32 bits.
 *
 * Nothing beyond the message is read, and nothing is allocated before the bytes that it is for are there.
 *
 * 64-bit integers are doubles here, rounded where they are beyond 2^53.
 */
export class KafkaReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #pos: number;
  #elements = MAX_ELEMENTS;

  /** Bytes are read as views of `bytes`, which the reader does not copy. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#pos = start;
    this.#end = end;
  }

  get pos(): number {
    return this.#pos;
  }

  /** Bytes that are not read yet. */
  get left(): number {
    return this.#end - this.#pos;
  }

  bool(): boolean {
    return this.int8() !== 0;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  uint16(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  int64(): number {
    const at = this.#take(8);
    return this.#bytes.readInt32BE(at) * 0x1_0000_0000 + this.#bytes.readUInt32BE(at + 4);
  }

  float64(): number {
    return this.#bytes.readDoubleBE(this.#take(8));
  }

  /** As text, in lower case and with hyphens. */
  uuid(): string {
    const at = this.#take(16);
    const hex = this.#bytes.toString("hex", at, at + 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#take(1)]!;
      value += shift < 28 ? (byte & 0x7f) << shift : (byte & 0x7f) * 0x1000_0000;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        return value;
      }
    }
    throw new MalformedMessage("a varint has more than 32 bits");
  }

  string(flexible: boolean): string {
    return this.nullableString(flexible) ?? absent();
  }

  nullableString(flexible: boolean): string | null {
    const length = flexible ? this.uvarint() - 1 : this.int16();
    if (length < 0) return null;
    const at = this.#take(length);
    return this.#bytes.toString("utf8", at, at + length);
  }

  bytes(flexible: boolean): Uint8Array {
    return this.nullableBytes(flexible) ?? absent();
  }

  nullableBytes(flexible: boolean): Uint8Array | null {
    const length = flexible ? this.uvarint() - 1 : this.int32();
    if (length < 0) return null;
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  array<T>(flexible: boolean, element: () => T): T[] {
    return this.nullableArray(flexible, element) ?? absent();
  }

  nullableArray<T>(flexible: boolean, element: () => T): T[] | null {
    const count = flexible ? this.uvarint() - 1 : this.int32();
    if (count < 0) return null;
    // Every element has a byte at least.
    if (count > this.left) throw new MalformedMessage(`an array of ${count} elements has ${this.left} bytes`);
    this.#elements -= count;
    if (this.#elements < 0) {
      throw new MalformedMessage(`the arrays have more than ${MAX_ELEMENTS} elements: send several requests`);
    }
    const elements: T[] = [];
    for (let i = 0; i < count; i++) elements.push(element());
    return elements;
  }

  /** How many tagged fields follow. */
  taggedCount(): number {
    return this.uvarint();
  }

  /** Reads the length of a tagged field. @returns where it ends, for {@link endTagged} */
  taggedEnd(): number {
    const length = this.uvarint();
    if (length > this.left) throw truncated(length, this.left);
    return this.#pos + length;
  }

  /** Steps over what is left of a tagged field. */
  endTagged(end: number): void {
    if (this.#pos > end) throw new MalformedMessage("a tagged field is longer than it says");
    this.#pos = end;
  }

  /** Steps over the tagged fields of a structure that has none that we know. */
  skipTagged(): void {
    for (let count = this.taggedCount(); count > 0; count--) {
      this.uvarint();
      this.endTagged(this.taggedEnd());
    }
  }

  #take(count: number): number {
    const at = this.#pos;
    if (count > this.#end - at) throw truncated(count, this.#end - at);
    this.#pos = at + count;
    return at;
  }
}

function truncated(wanted: number, left: number): MalformedMessage {
  return new MalformedMessage(`a field of ${wanted} bytes has ${left}`);
}

function absent(): never {
  throw new MalformedMessage("a field is null that must not be");
}
