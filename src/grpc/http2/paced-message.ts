// Why: see paced-call.ts, with which it can go.

/**
 * An encoded message of a stream, which says when all of it has been sent.
 *
 * A stream of grpc-js accepts 16 messages beyond the one that is being sent, whatever their size. Whoever waits for
 * {@link whenSent} before making the next one has none waiting for a peer that doesn't read.
 */
export class PacedMessage {
  #frame: Buffer | undefined;
  #isSent = false;
  #resume: (() => void) | undefined;

  /** @param frame the message with gRPC's head */
  constructor(frame: Buffer) {
    this.#frame = frame;
  }

  /** The message with gRPC's head, which is not kept. */
  take(): Buffer {
    const frame = this.#frame;
    if (frame === undefined) throw new Error("the message was taken already");
    this.#frame = undefined;
    return frame;
  }

  /** Says that the stream has sent it. */
  sent(): void {
    this.#isSent = true;
    this.#resume?.();
  }

  /** Resolves when the message is sent, or on abort. */
  async whenSent(signal: AbortSignal): Promise<void> {
    if (this.#isSent || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const resume = () => {
        signal.removeEventListener("abort", resume);
        resolve();
      };
      this.#resume = resume;
      signal.addEventListener("abort", resume);
    });
  }
}
