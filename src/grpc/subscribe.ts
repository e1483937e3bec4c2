import { type CallContext, ServerError, Status } from "nice-grpc";
import { CommitMode, type SubscribeRequest, type SubscribeResponse } from "../../gen/ts/headwater/v1/broker_service.js";
import type { Engine, SubscribeRequest as EngineRequest, SubscribeEvent } from "../engine/engine.js";
import { InvalidField } from "../engine/errors.js";
import type { OutgoingBatch } from "./codec/record-batch.js";
import { checkDistinct, optionalCount, toBounds, toPosition } from "./requests.js";

export function subscribeCalls(engine: Engine, maxBatchBytes: number) {
  return {
    async *subscribe(
      request: SubscribeRequest,
      { signal }: CallContext,
    ): AsyncGenerator<OutgoingBatch | SubscribeResponse, void, undefined> {
      if (request.group !== "") throw new ServerError(Status.UNIMPLEMENTED, "consumer groups are not there yet");
      for await (const event of engine.subscribe(toEngineRequest(request, maxBatchBytes), signal)) {
        yield event.type === "batch" ? { batch: event.batch, text: request.text } : toResponse(event);
      }
    },
  };
}

function toEngineRequest(request: SubscribeRequest, maxBatchBytes: number): EngineRequest {
  const { topics, partitions } = request;
  if (topics.length === 0) throw new InvalidField("topics", "is empty: name at least one topic");
  checkDistinct(topics, "topics");
  checkDistinct(partitions, "partitions");
  if (partitions.length > 0 && topics.length > 1) throw new InvalidField("partitions", "needs exactly one topic");
  refuseGroupFields(request);
  return {
    topics,
    partitions: partitions.length > 0 ? partitions : undefined,
    start: toPosition(request.start, "start") ?? { at: "earliest" },
    stop: toPosition(request.stop, "stop"),
    limit: optionalCount(request.limit, "limit"),
    bounds: toBounds(
      { records: request.maxBatchRecords, bytes: request.maxBatchBytes },
      { records: "max_batch_records", bytes: "max_batch_bytes" },
      maxBatchBytes,
    ),
  };
}

function refuseGroupFields({ commitMode, maxInFlight, revokeTimeout }: SubscribeRequest): void {
  const needsGroup = "needs group: without one there is nothing to commit";
  if (commitMode !== CommitMode.COMMIT_MODE_UNSPECIFIED && commitMode !== CommitMode.COMMIT_MODE_EXPLICIT) {
    throw new InvalidField("commit_mode", needsGroup);
  }
  if (maxInFlight !== 0) throw new InvalidField("max_in_flight", needsGroup);
  if (revokeTimeout !== undefined) throw new InvalidField("revoke_timeout", needsGroup);
}

function toResponse(event: Exclude<SubscribeEvent, { type: "batch" }>): SubscribeResponse {
  switch (event.type) {
    case "assigned":
      return {
        assigned: {
          memberId: "",
          generation: 0n,
          partitions: event.partitions.map(({ topic, partition, startOffset, highWatermark }) => ({
            topic,
            partition,
            startOffset: BigInt(startOffset),
            highWatermark: BigInt(highWatermark),
          })),
        },
      };
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
