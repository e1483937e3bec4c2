interface Holder {
  readonly pendingBytes: number;
  /** Ends the connection. */
  destroy(): void;
}

/**
 * Limits the total bytes that connections hold: incomplete requests, requests in progress, and responses that are not
 * read. Beyond the bound the connection that holds most is closed, so that whoever holds little is safe.
 */
export class PendingBytes {
  readonly #maxBytes: number;
  readonly #holders = new Set<Holder>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  open(holder: Holder): void {
    this.#holders.add(holder);
  }

  /** The holder's bytes no longer count. */
  close(holder: Holder): void {
    if (this.#holders.delete(holder)) this.#bytes -= holder.pendingBytes;
  }

  /** A holder has this many more, or fewer. */
  change(holder: Holder, bytes: number): void {
    if (!this.#holders.has(holder)) return;
    this.#bytes += bytes;
    while (this.#bytes > this.#maxBytes) {
      let largest = holder;
      for (const other of this.#holders) if (other.pendingBytes > largest.pendingBytes) largest = other;
      this.close(largest);
      largest.destroy();
    }
  }
}
