/** What a call knows beside its request. */
export interface CallContext {
  /** The client's network address. */
  readonly peer: string;
  /** Aborted when the client leaves or the call has to end; the reason is what it ends with. */
  readonly signal: AbortSignal;
}
