// Why: Node and grpc-js allocate memory for each answer, which costs a page fault for each 4 KiB. It can go when Node
// keeps large buffers for reuse.

/** Smaller buffers are not pooled. */
const MIN_BYTES = 32 * 1024;

/** Buffers are a multiple of this long, so that messages of about the same size fit into the same ones. */
const STEP_BYTES = 32 * 1024;

/** How much is kept for the next messages at most. */
const MAX_SPARE_BYTES = 4 * 1024 * 1024;

/**
 * Memory for messages that are being sent, used again once they are: memory that is new costs a page fault for each
 * 4 KiB, which takes longer than copying records to it.
 */
export class SendBuffers {
  readonly #spare: ArrayBufferLike[] = [];
  #spareBytes = 0;

  /** A buffer of this length, with anything in it. It needs not be given back. */
  readonly take = (bytes: number): Buffer => {
    if (bytes < MIN_BYTES) return Buffer.allocUnsafe(bytes);
    // The one that was given back last is still in the processor's cache.
    const index = this.#spare.findLastIndex(({ byteLength }) => byteLength >= bytes && byteLength <= 2 * bytes);
    if (index < 0) return Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP_BYTES) * STEP_BYTES).subarray(0, bytes);
    const memory = this.#spare.splice(index, 1)[0]!;
    this.#spareBytes -= memory.byteLength;
    return Buffer.from(memory, 0, bytes);
  };

  /** Takes back what {@link take} gave, when nothing reads it any more. */
  give({ buffer, length }: Buffer): void {
    if (length < MIN_BYTES) return;
    this.#spare.push(buffer);
    this.#spareBytes += buffer.byteLength;
    while (this.#spareBytes > MAX_SPARE_BYTES) this.#spareBytes -= this.#spare.shift()!.byteLength;
  }
}
