/**
 * An encoded message of a stream, which says when it is taken to be sent.
 *
 * A stream of grpc-js accepts 16 messages beyond the one that is being sent, whatever their size. Whoever waits for
 * {@link taken} before making the next one has at most one waiting for a peer that doesn't read.
 */
export class PacedMessage {
  #frame: Buffer | undefined;
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
    this.#resume?.();
    return frame;
  }

  /** Resolves when the message is taken, or on abort. */
  async taken(signal: AbortSignal): Promise<void> {
    if (this.#frame === undefined || signal.aborted) return;
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
