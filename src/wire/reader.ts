/** Bytes that are not well-formed protobuf. The message says what is wrong with them, not where they came from. */
export class WireError extends Error {
  override readonly name = "WireError";
}

export const WireType = { Varint: 0, Fixed64: 1, Bytes: 2, Fixed32: 5 } as const;

/**
 * Reads the protobuf wire format in place, stricter than the protocol asks: what it accepts, every decoder accepts.
 * Groups are refused, because decoders disagree on how deep they may nest; lengths and tags of more than five bytes
 * and integers of more than 64 bits, because some decoders refuse them.
 *
 * One reader serves many messages through {@link reset}, so nothing is allocated per field.
 */
export class WireReader {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Where the next field starts. */
  pos = 0;
  end = 0;
  /** The two halves of the integer that was read last, each as a signed 32-bit integer. */
  #low = 0;
  #high = 0;

  reset(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes;
    this.pos = start;
    this.end = end;
  }

  /** The next field's tag: its number times eight plus its wire type. */
  tag(): number {
    const tag = this.#uint32("tag");
    if (tag >>> 3 === 0) throw new WireError("has a field with number 0");
    return tag;
  }

  /**
   * Reads the length of a bytes, string or message field, whose content starts at {@link pos} then.
   *
   * @returns where the content ends
   */
  contentEnd(): number {
    const length = this.#uint32("length");
    if (length > this.end - this.pos) throw truncated();
    return this.pos + length;
  }

  /** A 64-bit integer, rounded to a double where it is beyond 2^53. */
  int64(): number {
    this.#varint();
    return this.#high * 0x1_0000_0000 + (this.#low >>> 0);
  }

  /** A 64-bit integer. */
  bigInt64(): bigint {
    this.#varint();
    const low = BigInt(this.#low >>> 0);
    return this.#high === 0 ? low : (BigInt(this.#high) << 32n) | low;
  }

  /** A 32-bit integer or enum value: higher bits are dropped, as every decoder does. */
  int32(): number {
    this.#varint();
    return this.#low;
  }

  /** Steps over the content of a field whose tag was just read. */
  skip(tag: number): void {
    switch (tag & 7) {
      case WireType.Varint:
        this.#varint();
        return;
      case WireType.Fixed64:
        this.#advance(8);
        return;
      case WireType.Bytes:
        this.pos = this.contentEnd();
        return;
      case WireType.Fixed32:
        this.#advance(4);
        return;
      default:
        throw new WireError(`has field ${tag >>> 3} with wire type ${tag & 7}, which is not supported`);
    }
  }

  #varint(): void {
    const bytes = this.#bytes;
    const end = this.end;
    let pos = this.pos;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (pos >= end) throw truncated();
      const byte = bytes[pos++]!;
      if (shift < 28) low |= (byte & 0x7f) << shift;
      else if (shift === 28) {
        low |= byte << 28;
        high = (byte & 0x7f) >> 4;
      } else high |= (byte & 0x7f) << (shift - 32);
      if (byte < 0x80) {
        if (shift === 63 && byte > 1) break;
        this.pos = pos;
        this.#low = low;
        this.#high = high;
        return;
      }
    }
    throw new WireError("has an integer of more than 64 bits");
  }

  #advance(count: number): void {
    if (count > this.end - this.pos) throw truncated();
    this.pos += count;
  }

  #uint32(what: string): number {
    const bytes = this.#bytes;
    const end = this.end;
    let pos = this.pos;
    if (pos < end && bytes[pos]! < 0x80) {
      this.pos = pos + 1;
      return bytes[pos]!;
    }
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (pos >= end) throw truncated();
      const byte = bytes[pos++]!;
      value += shift < 28 ? (byte & 0x7f) << shift : (byte & 0x7f) * 0x1000_0000;
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break;
        this.pos = pos;
        return value;
      }
    }
    throw new WireError(`has a ${what} of more than 32 bits`);
  }
}

function truncated(): WireError {
  return new WireError("ends in the middle of a field");
}
