import { BrokerError, type ErrorReason, InvalidField } from "../engine/errors.js";
import { type BatchProblem, InvalidBatch } from "../kafka-protocol/invalid-batch.js";

/** Kafka's error codes, as far as this broker answers with them. */
export const ErrorCode = {
  UNKNOWN_SERVER_ERROR: -1,
  NONE: 0,
  OFFSET_OUT_OF_RANGE: 1,
  CORRUPT_MESSAGE: 2,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  MESSAGE_TOO_LARGE: 10,
  OFFSET_METADATA_TOO_LARGE: 12,
  COORDINATOR_NOT_AVAILABLE: 15,
  INVALID_TOPIC_EXCEPTION: 17,
  INVALID_REQUIRED_ACKS: 21,
  ILLEGAL_GENERATION: 22,
  INCONSISTENT_GROUP_PROTOCOL: 23,
  INVALID_GROUP_ID: 24,
  UNKNOWN_MEMBER_ID: 25,
  INVALID_SESSION_TIMEOUT: 26,
  REBALANCE_IN_PROGRESS: 27,
  INVALID_TIMESTAMP: 32,
  UNSUPPORTED_VERSION: 35,
  TOPIC_ALREADY_EXISTS: 36,
  INVALID_PARTITIONS: 37,
  INVALID_REPLICATION_FACTOR: 38,
  INVALID_REPLICA_ASSIGNMENT: 39,
  INVALID_CONFIG: 40,
  INVALID_REQUEST: 42,
  UNSUPPORTED_FOR_MESSAGE_FORMAT: 43,
  POLICY_VIOLATION: 44,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  INVALID_PRODUCER_EPOCH: 47,
  INVALID_TXN_STATE: 48,
  INVALID_PRODUCER_ID_MAPPING: 49,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  SECURITY_DISABLED: 54,
  KAFKA_STORAGE_ERROR: 56,
  NON_EMPTY_GROUP: 68,
  GROUP_ID_NOT_FOUND: 69,
  FETCH_SESSION_ID_NOT_FOUND: 70,
  FENCED_LEADER_EPOCH: 74,
  UNKNOWN_LEADER_EPOCH: 75,
  UNSUPPORTED_COMPRESSION_TYPE: 76,
  MEMBER_ID_REQUIRED: 79,
  GROUP_MAX_SIZE_REACHED: 81,
  FENCED_INSTANCE_ID: 82,
  ELECTION_NOT_NEEDED: 84,
  GROUP_SUBSCRIBED_TO_TOPIC: 86,
  INVALID_RECORD: 87,
  UNKNOWN_TOPIC_ID: 100,
  FENCED_MEMBER_EPOCH: 110,
  UNRELEASED_INSTANCE_ID: 111,
  UNSUPPORTED_ASSIGNOR: 112,
  STALE_MEMBER_EPOCH: 113,
  MISMATCHED_ENDPOINT_TYPE: 114,
  INVALID_REGULAR_EXPRESSION: 128,
} as const;

/** A refusal in Kafka's words. */
export class KafkaError extends Error {
  override readonly name = "KafkaError";

  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** What each of the engine's refusals is to a client of Kafka's protocol. Whoever can try again is told so. */
const OF_REASON: Readonly<Record<string, number>> = {
  UNSPECIFIED: ErrorCode.UNKNOWN_SERVER_ERROR,
  INVALID_FIELD: ErrorCode.INVALID_REQUEST,
  RECORD_TOO_LARGE: ErrorCode.MESSAGE_TOO_LARGE,
  TOPIC_NOT_FOUND: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  PARTITION_NOT_FOUND: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  GROUP_NOT_FOUND: ErrorCode.GROUP_ID_NOT_FOUND,
  TOPIC_ALREADY_EXISTS: ErrorCode.TOPIC_ALREADY_EXISTS,
  OFFSET_OUT_OF_RANGE: ErrorCode.OFFSET_OUT_OF_RANGE,
  UNEXPECTED_OFFSET: ErrorCode.INVALID_REQUEST,
  NOT_ASSIGNED: ErrorCode.UNKNOWN_MEMBER_ID,
  GROUP_NOT_EMPTY: ErrorCode.NON_EMPTY_GROUP,
  PARTITIONS_CANNOT_SHRINK: ErrorCode.INVALID_PARTITIONS,
  LOG_FULL: ErrorCode.KAFKA_STORAGE_ERROR,
  LIMIT_REACHED: ErrorCode.POLICY_VIOLATION,
  SHUTTING_DOWN: ErrorCode.LEADER_NOT_AVAILABLE,
  UNSUPPORTED_BY_ENGINE: ErrorCode.INVALID_REQUEST,
} satisfies Partial<Record<ErrorReason, number>>;

const OF_BATCH: Readonly<Record<BatchProblem, number>> = {
  corrupt: ErrorCode.CORRUPT_MESSAGE,
  invalid: ErrorCode.INVALID_RECORD,
  timestamp: ErrorCode.INVALID_TIMESTAMP,
  "too large": ErrorCode.MESSAGE_TOO_LARGE,
  magic: ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT,
  compression: ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
};

export interface Refusal {
  readonly errorCode: number;
  readonly errorMessage: string;
}

/** What a topic's field that can't be used is to a client that creates the topic. */
export function topicRefusalOf(error: unknown): Refusal {
  const field = error instanceof InvalidField ? error.field : "topic";
  if (field.startsWith("config")) return refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_CONFIG });
  if (field === "partitions") return refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_PARTITIONS });
  return refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_TOPIC_EXCEPTION });
}

/**
 * What a client is told of a refusal.
 *
 * @param over codes that stand for something else in this call
 * @throws the error itself where it is none of ours, but a bug
 */
export function refusalOf(error: unknown, over: Partial<Record<ErrorReason, number>> = {}): Refusal {
  if (error instanceof KafkaError) return { errorCode: error.code, errorMessage: error.message };
  if (error instanceof InvalidBatch) return { errorCode: OF_BATCH[error.problem], errorMessage: error.message };
  if (error instanceof BrokerError) {
    const errorCode = over[error.reason] ?? OF_REASON[error.reason] ?? ErrorCode.UNKNOWN_SERVER_ERROR;
    return { errorCode, errorMessage: error.message };
  }
  throw error;
}
