/** Bytes before each message of a gRPC stream: a flag and the message's length. */
const FRAME_HEAD_BYTES = 5;

/** The tag of SubscribeResponse.truncated. */
const TRUNCATED_TAG = (6 << 3) | 2;

/** Counts the events of a Subscribe stream by their first byte, so that many streams can be followed cheaply. */
export class EventCounter {
  bytes = 0;
  events = 0;
  truncated = 0;
  readonly #head = Buffer.alloc(FRAME_HEAD_BYTES + 1);
  #headBytes = 0;
  #bodyLeft = 0;

  /** @param chunk what comes next of the stream, cut anywhere */
  add(chunk: Buffer): void {
    this.bytes += chunk.length;
    let pos = 0;
    while (pos < chunk.length) {
      if (this.#bodyLeft > 0) {
        const skipped = Math.min(this.#bodyLeft, chunk.length - pos);
        this.#bodyLeft -= skipped;
        pos += skipped;
        continue;
      }
      this.#head[this.#headBytes++] = chunk[pos++]!;
      if (this.#headBytes <= FRAME_HEAD_BYTES) continue;
      this.events++;
      if (this.#head[FRAME_HEAD_BYTES] === TRUNCATED_TAG) this.truncated++;
      this.#bodyLeft = this.#head.readUInt32BE(1) - 1;
      this.#headBytes = 0;
    }
  }
}
