import type { Duration } from "../../gen/ts/google/protobuf/duration.js";
import { CommitMode, type SubscribeRequest, type SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine, SubscribeRequest as EngineRequest, GroupMembership, SubscribeEvent } from "../engine/engine.js";
import { InvalidField } from "../engine/errors.js";
import type { CallContext } from "./call-context.js";
import { checkDistinct, optionalCount, toBounds, toDuration, toMilliseconds, toPosition } from "./requests.js";

/** Default of revoke_timeout, in milliseconds. */
const DEFAULT_REVOKE_TIMEOUT_MS = 3000;

/** The longest delay of a Node timer, 24.8 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A shorter interval counts as this one, so that idle streams can't keep the broker busy. */
const MIN_HEARTBEAT_INTERVAL_MS = 100;

const MAX_CLIENT_ID_LENGTH = 249;

/** What the server's settings say of every stream. */
export interface SubscribeDefaults {
  readonly maxBatchBytes: number;
  /** Milliseconds; 0: no heartbeats. */
  readonly heartbeatIntervalMs: number;
}

export function subscribeCalls(engine: Engine, defaults: SubscribeDefaults) {
  return {
    /**
     * The events of a stream, of which each batch is the caller's to release.
     *
     * @param pace the most bytes that a batch may have when it is read
     */
    subscribe(
      request: SubscribeRequest,
      { signal, peer }: CallContext,
      pace: { readonly maxBytes: number },
    ): AsyncIterable<SubscribeEvent> {
      const engineRequest = toEngineRequest(request, peer, defaults);
      const { maxRecords, maxBytes } = engineRequest.bounds;
      const bounds = {
        maxRecords,
        get maxBytes() {
          return Math.min(maxBytes, pace.maxBytes);
        },
      };
      return engine.subscribe({ ...engineRequest, bounds }, signal);
    },
  };
}

function toEngineRequest(request: SubscribeRequest, peer: string, defaults: SubscribeDefaults): EngineRequest {
  const { topics, partitions } = request;
  if (topics.length === 0) throw new InvalidField("topics", "is empty: name at least one topic");
  checkDistinct(topics, "topics");
  checkDistinct(partitions, "partitions");
  if (partitions.length > 0 && topics.length > 1) throw new InvalidField("partitions", "needs exactly one topic");
  if (request.clientId.length > MAX_CLIENT_ID_LENGTH) {
    throw new InvalidField(
      "client_id",
      `has ${request.clientId.length} characters: at most ${MAX_CLIENT_ID_LENGTH} are allowed`,
    );
  }
  return {
    topics,
    partitions: partitions.length > 0 ? partitions : undefined,
    start: toPosition(request.start, "start") ?? { at: "earliest" },
    stop: toPosition(request.stop, "stop"),
    limit: optionalCount(request.limit, "limit"),
    bounds: toBounds(
      { records: request.maxBatchRecords, bytes: request.maxBatchBytes },
      { records: "max_batch_records", bytes: "max_batch_bytes" },
      defaults.maxBatchBytes,
    ),
    heartbeatMs: toHeartbeatMs(request.heartbeatInterval, defaults.heartbeatIntervalMs),
    membership: request.group === "" ? refuseGroupFields(request) : toMembership(request, peer),
  };
}

function toHeartbeatMs(interval: Duration | undefined, defaultMs: number): number | undefined {
  const ms = interval === undefined ? defaultMs : toMilliseconds(interval, "heartbeat_interval");
  return ms === 0 ? undefined : Math.min(Math.max(ms, MIN_HEARTBEAT_INTERVAL_MS), MAX_TIMER_MS);
}

function toMembership(request: SubscribeRequest, peer: string): GroupMembership {
  const { group, clientId, partitions, stop, revokeTimeout } = request;
  if (partitions.length > 0)
    throw new InvalidField("partitions", "can't be chosen with group: the broker assigns them");
  if (stop !== undefined) throw new InvalidField("stop", "can't be given with group: use limit");
  const commitsOnDelivery = isOnDelivery(request.commitMode);
  const maxInFlight = optionalCount(request.maxInFlight, "max_in_flight");
  if (commitsOnDelivery && maxInFlight !== undefined) {
    throw new InvalidField(
      "max_in_flight",
      "needs COMMIT_MODE_EXPLICIT: nothing is in flight that is committed as it is sent",
    );
  }
  const revokeTimeoutMs = revokeTimeout && toMilliseconds(revokeTimeout, "revoke_timeout");
  return {
    group,
    clientId,
    peer,
    commitsOnDelivery,
    maxInFlight,
    revokeTimeoutMs: Math.min(revokeTimeoutMs ?? DEFAULT_REVOKE_TIMEOUT_MS, MAX_TIMER_MS),
  };
}

function refuseGroupFields({ commitMode, maxInFlight, revokeTimeout }: SubscribeRequest): undefined {
  const needsGroup = "needs group: without one there is nothing to commit";
  if (isOnDelivery(commitMode)) throw new InvalidField("commit_mode", needsGroup);
  if (maxInFlight !== 0) throw new InvalidField("max_in_flight", needsGroup);
  if (revokeTimeout !== undefined) throw new InvalidField("revoke_timeout", needsGroup);
}

function isOnDelivery(mode: CommitMode): boolean {
  switch (mode) {
    case CommitMode.COMMIT_MODE_UNSPECIFIED:
    case CommitMode.COMMIT_MODE_EXPLICIT:
      return false;
    case CommitMode.COMMIT_MODE_ON_DELIVERY:
      return true;
    default:
      throw new InvalidField("commit_mode", `is ${mode}, which is none of the values of CommitMode`);
  }
}

/** The message for an event, but for a batch or a heartbeat, which are encoded without one. */
export function toSubscribeResponse(
  event: Exclude<SubscribeEvent, { type: "batch" | "heartbeat" }>,
): SubscribeResponse {
  switch (event.type) {
    case "assigned":
      return {
        assigned: {
          memberId: event.member?.memberId ?? "",
          generation: BigInt(event.member?.generation ?? 0),
          partitions: event.partitions.map(({ topic, topicId, partition, startOffset, highWatermark }) => ({
            topic,
            topicId,
            partition,
            startOffset: BigInt(startOffset),
            highWatermark: BigInt(highWatermark),
          })),
        },
      };
    case "revoking":
      return { revoking: { partitions: [...event.partitions], timeout: toDuration(event.timeoutMs) } };
    case "revoked":
      return { revoked: { partitions: [...event.partitions], generation: BigInt(event.generation) } };
    case "caught-up":
      return { caughtUp: {} };
    case "truncated":
      return {
        truncated: {
          partition: { topic: event.topic, partition: event.partition },
          fromOffset: BigInt(event.fromOffset),
          toOffset: BigInt(event.toOffset),
        },
      };
  }
}
