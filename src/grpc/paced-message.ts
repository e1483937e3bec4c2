/**
 * An encoded message of a stream, which says when it is taken to be sent.
 *
 * A stream of grpc-js accepts 16 messages beyond the one that is being sent, whatever their size. Whoever waits for
 * {@link taken} before making the next one has at most one waiting for a peer that doesn't read.
 */
export class PacedMessage {
  #bytes: Uint8Array | undefined;
  #resume: (() => void) | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The message, which is not kept. */
  take(): Uint8Array {
    const bytes = this.#bytes;
    if (bytes === undefined) throw new Error("the message was taken already");
    this.#bytes = undefined;
    this.#resume?.();
    return bytes;
  }

  /** Resolves when the message is taken, or on abort. */
  async taken(signal: AbortSignal): Promise<void> {
    if (this.#bytes === undefined || signal.aborted) return;
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
