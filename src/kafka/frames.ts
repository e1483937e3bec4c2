import { MalformedMessage } from "../kafka-protocol/messages.js";

const LENGTH_BYTES = 4;
/** Api key, version and correlation id. */
const MIN_FRAME_BYTES = 8;

/** Cuts what comes on a connection into messages. Memory is taken for what has come alone, whatever a length says. */
export class Frames {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #bytes = 0;

  /** @param maxBytes of one message */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes that have come and are in no message yet that was taken. */
  get bytes(): number {
    return this.#bytes;
  }

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /**
   * The next message without its length, where it is whole.
   *
   * @throws {MalformedMessage} for a length that no message has
   */
  next(): Buffer | undefined {
    if (this.#bytes < LENGTH_BYTES) return undefined;
    const length = this.#length();
    if (length < MIN_FRAME_BYTES || length > this.#maxBytes) {
      throw new MalformedMessage(
        `a request says that it has ${length} bytes: from ${MIN_FRAME_BYTES} to ${this.#maxBytes} are allowed`,
      );
    }
    if (this.#bytes < LENGTH_BYTES + length) return undefined;
    return this.#take(LENGTH_BYTES + length).subarray(LENGTH_BYTES);
  }

  #length(): number {
    const [first] = this.#chunks;
    if (first!.length >= LENGTH_BYTES) return first!.readInt32BE(0);
    // Pieces of single bytes, as a client may send them.
    this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0]!.readInt32BE(0);
  }

  #take(bytes: number): Buffer {
    this.#bytes -= bytes;
    const [first] = this.#chunks;
    if (first!.length >= bytes) {
      if (first!.length === bytes) this.#chunks.shift();
      else this.#chunks[0] = first!.subarray(bytes);
      return first!.subarray(0, bytes);
    }
    const whole = Buffer.concat(this.#chunks);
    this.#chunks = whole.length === bytes ? [] : [whole.subarray(bytes)];
    return whole.subarray(0, bytes);
  }
}
