/** One way in which a member can have partitions assigned, and what it tells the leader for it. */
export interface GroupProtocol {
  readonly name: string;
  /** Opaque to the broker. */
  readonly metadata: Uint8Array;
}

/** What a member says of itself when it joins. Times in milliseconds. */
export interface Joining {
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  /** The one it likes best first. */
  readonly protocols: readonly GroupProtocol[];
}

export interface JoinedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: Uint8Array;
}

export interface JoinResult {
  readonly errorCode: number;
  readonly generationId?: number;
  readonly protocolType?: string | null;
  readonly protocolName?: string | null;
  readonly leader?: string;
  readonly skipAssignment?: boolean;
  readonly memberId: string;
  /** For the leader alone. */
  readonly members?: readonly JoinedMember[];
}

export interface SyncResult {
  readonly errorCode: number;
  readonly protocolType?: string | null;
  readonly protocolName?: string | null;
  readonly assignment?: Uint8Array;
}

/** A member of a classic group. */
export class ClassicMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly host: string;
  sessionTimeoutMs = 0;
  rebalanceTimeoutMs = 0;
  protocols: readonly GroupProtocol[] = [];
  assignment: Uint8Array = new Uint8Array(0);
  /** Answers its JoinGroup, where one waits. */
  awaitingJoin: ((result: JoinResult) => void) | undefined;
  /** Answers its SyncGroup, where one waits. */
  awaitingSync: ((result: SyncResult) => void) | undefined;
  #session: NodeJS.Timeout | undefined;

  constructor(memberId: string, joining: Joining) {
    this.memberId = memberId;
    this.groupInstanceId = joining.groupInstanceId;
    this.clientId = joining.clientId;
    this.host = joining.host;
    this.update(joining);
  }

  /** Takes what a member says when it joins once more. */
  update({ sessionTimeoutMs, rebalanceTimeoutMs, protocols }: Joining): void {
    this.sessionTimeoutMs = sessionTimeoutMs;
    this.rebalanceTimeoutMs = rebalanceTimeoutMs;
    // Views of the request, which is not kept for their sake.
    this.protocols = protocols.map(({ name, metadata }) => ({ name, metadata: Uint8Array.from(metadata) }));
  }

  metadataOf(protocol: string | null): Uint8Array {
    return this.protocols.find(({ name }) => name === protocol)?.metadata ?? new Uint8Array(0);
  }

  /** Whether it says the same of itself as before. */
  isSame(protocols: readonly GroupProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({ name, metadata }, index) => {
        const own = this.protocols[index]!;
        return name === own.name && Buffer.compare(metadata, own.metadata) === 0;
      })
    );
  }

  /** Starts the time anew after which it counts as gone. */
  seen(onGone: () => void): void {
    clearTimeout(this.#session);
    this.#session = setTimeout(onGone, this.sessionTimeoutMs).unref();
  }

  /** It is not expected to show itself: it waits for an answer, or is gone. */
  stopSession(): void {
    clearTimeout(this.#session);
  }
}
