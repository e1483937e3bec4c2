/** The contract's error reasons: `headwater.v1.ErrorReason` without its prefix. */
export type ErrorReason =
  | "UNSPECIFIED"
  | "INVALID_FIELD"
  | "RECORD_TOO_LARGE"
  | "TOPIC_NOT_FOUND"
  | "PARTITION_NOT_FOUND"
  | "GROUP_NOT_FOUND"
  | "TOPIC_ALREADY_EXISTS"
  | "OFFSET_OUT_OF_RANGE"
  | "UNEXPECTED_OFFSET"
  | "NOT_ASSIGNED"
  | "GROUP_NOT_EMPTY"
  | "PARTITIONS_CANNOT_SHRINK"
  | "LOG_FULL"
  | "LIMIT_REACHED"
  | "SHUTTING_DOWN"
  | "CONNECTION_CLOSED"
  | "ENGINE_UNAVAILABLE"
  | "UNSUPPORTED_BY_ENGINE";

/** How an engine keeps its logs, as in `headwater.v1.Engine`. */
export type EngineKind = "memory" | "disk";

/** An error that a client can act on. Any other error is a bug. */
export abstract class BrokerError extends Error {
  abstract readonly reason: ErrorReason;
  /** Facts of this case for programs, as strings: what `google.rpc.ErrorInfo.metadata` carries. */
  readonly metadata: Readonly<Record<string, string>>;

  constructor(message: string, metadata: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = new.target.name;
    this.metadata = metadata;
  }
}

export class InvalidField extends BrokerError {
  readonly reason = "INVALID_FIELD";

  /**
   * @param field the field's path in the request, as in `records[3].headers[0].key`; empty for the request as a whole
   * @param problem what is wrong and what would be right, as the end of a sentence that starts with the field
   */
  constructor(
    readonly field: string,
    readonly problem: string,
  ) {
    super(field === "" ? `the request ${problem}` : `${field} ${problem}`);
  }
}

export class RecordTooLarge extends BrokerError {
  readonly reason = "RECORD_TOO_LARGE";

  constructor(
    readonly field: string,
    size: number,
    maxBytes: number,
  ) {
    super(`${field} has ${size} bytes, and the topic's max_record_bytes is ${maxBytes}: raise it, or send less`, {
      size: `${size}`,
      max_bytes: `${maxBytes}`,
    });
  }
}

export class TopicNotFound extends BrokerError {
  readonly reason = "TOPIC_NOT_FOUND";

  constructor(readonly topic: string) {
    super(`topic ${topic} does not exist: create it with CreateTopic`, { topic });
  }
}

/** Ends calls in progress when their topic is deleted. Clients see it as a missing topic. */
export class TopicDeleted extends BrokerError {
  readonly reason = "TOPIC_NOT_FOUND";

  constructor(readonly topic: string) {
    super(`topic ${topic} was deleted`, { topic });
  }
}

export class PartitionNotFound extends BrokerError {
  readonly reason = "PARTITION_NOT_FOUND";

  constructor(topic: string, partition: number, partitions: number) {
    super(`topic ${topic} has no partition ${partition}: it has 0 to ${partitions - 1}`, {
      topic,
      partition: `${partition}`,
      partitions: `${partitions}`,
    });
  }
}

export class GroupNotFound extends BrokerError {
  readonly reason = "GROUP_NOT_FOUND";

  constructor(readonly group: string) {
    super(`group ${group} does not exist`, { group });
  }
}

export class TopicAlreadyExists extends BrokerError {
  readonly reason = "TOPIC_ALREADY_EXISTS";

  constructor(readonly topic: string) {
    super(`topic ${topic} exists already`, { topic });
  }
}

export class OffsetOutOfRange extends BrokerError {
  readonly reason = "OFFSET_OUT_OF_RANGE";

  constructor(topic: string, partition: number, offset: number, logStartOffset: number, highWatermark: number) {
    super(
      `offset ${offset} is outside partition ${partition} of topic ${topic}, ` +
        `whose log goes from ${logStartOffset} to the high watermark ${highWatermark}`,
      {
        topic,
        partition: `${partition}`,
        log_start_offset: `${logStartOffset}`,
        high_watermark: `${highWatermark}`,
      },
    );
  }
}

export class UnexpectedOffset extends BrokerError {
  readonly reason = "UNEXPECTED_OFFSET";

  constructor(topic: string, partition: number, expectedOffset: number, highWatermark: number) {
    super(
      `expected_offset is ${expectedOffset}, but partition ${partition} of topic ${topic} is at ${highWatermark}: ` +
        "read what came in between, then decide again",
      { topic, partition: `${partition}`, high_watermark: `${highWatermark}` },
    );
  }
}

export class NotAssigned extends BrokerError {
  readonly reason = "NOT_ASSIGNED";

  constructor(group: string, topic: string, partition: number, generation: number, problem: string) {
    super(`partition ${partition} of topic ${topic} ${problem} in group ${group}: subscribe again`, {
      group,
      topic,
      partition: `${partition}`,
      generation: `${generation}`,
    });
  }
}

export class GroupNotEmpty extends BrokerError {
  readonly reason = "GROUP_NOT_EMPTY";

  constructor(group: string, members: number) {
    super(`group ${group} has ${members} member${members === 1 ? "" : "s"}: end their streams first`, {
      group,
      members: `${members}`,
    });
  }
}

export class PartitionsCannotShrink extends BrokerError {
  readonly reason = "PARTITIONS_CANNOT_SHRINK";

  constructor(topic: string, partitions: number, wanted: number) {
    super(`topic ${topic} has ${partitions} partitions and can't go down to ${wanted}: partitions can only be added`, {
      topic,
      partitions: `${partitions}`,
    });
  }
}

export class LogFull extends BrokerError {
  readonly reason = "LOG_FULL";

  constructor(topic: string, partition: number, bytes: number, maxBytes: number) {
    super(
      `the broker's logs have no room for another ${bytes} bytes in partition ${partition} of topic ${topic}, and ` +
        "retention frees none: try again later, lower the retention of a topic, or raise --max-log-bytes",
      { topic, partition: `${partition}`, limit: `${maxBytes}` },
    );
  }
}

/** The disk has no room for more records. Reads, commits and deletes go on. */
export class DiskFull extends BrokerError {
  readonly reason = "LOG_FULL";

  /** @param maxBytes bytes that the broker may use; infinity: all that the disk has */
  constructor(maxBytes: number) {
    super(
      "the disk has no room for more records: try again later, lower the retention of a topic, free space" +
        (Number.isFinite(maxBytes) ? `, or raise --max-disk-bytes of ${maxBytes}` : ""),
      Number.isFinite(maxBytes) ? { limit: `${maxBytes}` } : {},
    );
  }
}

/** The disk does not do what it must. Where it was a write, whether it has an effect is unknown until the broker is started again. */
export class StorageFailed extends BrokerError {
  readonly reason = "ENGINE_UNAVAILABLE";

  constructor(cause: Error) {
    super(`the broker's disk has failed: ${cause.message}`);
    this.cause = cause;
  }
}

export class LimitReached extends BrokerError {
  readonly reason = "LIMIT_REACHED";

  /** @param remedy what to do about it, as in `raise it with --max-topics` */
  constructor(what: string, limit: number, remedy: string) {
    super(`${what} would exceed the broker's limit of ${limit}: ${remedy}`, { limit: `${limit}` });
  }
}

export class ShuttingDown extends BrokerError {
  readonly reason = "SHUTTING_DOWN";

  constructor() {
    super("the broker is shutting down: try again when it is back");
  }
}

/** The broker reads what is on disk, and serves when it has. */
export class Starting extends BrokerError {
  readonly reason = "ENGINE_UNAVAILABLE";

  constructor() {
    super("the broker is starting: it reads what is on disk; try again when its health is SERVING");
  }
}

/** Ends the streams of a connection that is older than it may be. The client connects anew, maybe to another broker. */
export class ConnectionTooOld extends BrokerError {
  readonly reason = "SHUTTING_DOWN";

  constructor(maxAgeMs: number) {
    super(`the connection has reached its --max-connection-age-ms of ${maxAgeMs}: connect anew`);
  }
}

/** The contract has it, and this engine does not. Nothing was done. */
export class UnsupportedByEngine extends BrokerError {
  readonly reason = "UNSUPPORTED_BY_ENGINE";

  /**
   * @param what the call or the field at fault, as in `producer` or `config.cleanup_policy COMPACT`
   * @param field the field's path in the request; empty where it is the call
   */
  constructor(
    what: string,
    readonly engine: EngineKind,
    readonly field = "",
  ) {
    super(`${what} is not supported by the ${engine} engine`, { engine });
  }
}
