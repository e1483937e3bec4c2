import { APIS } from "../../../gen/kafka/apis.js";
import { readJoinGroupRequest } from "../../../gen/kafka/join-group-request.js";
import { type JoinGroupResponse, writeJoinGroupResponse } from "../../../gen/kafka/join-group-response.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";
import type { JoinResult } from "../groups/classic-member.js";

// Behavior:
// * The answer comes when all members have joined, or the rebalance timeout is over.
// * A group whose members subscribe by gRPC is refused with INCONSISTENT_GROUP_PROTOCOL: one kind of members at a time.
// * There is no initial delay: the first member has its group at once.
//
// Version notes:
// * v1: rebalance timeouts. v4: a client without id is given one first (MEMBER_ID_REQUIRED). v5: static members.
// * v7: the response has the protocol's type; no protocol is null, which before was empty. v9: skipAssignment.

/** Bounds of a session, as Kafka has them. Milliseconds. */
const MIN_SESSION_TIMEOUT_MS = 6000;
const MAX_SESSION_TIMEOUT_MS = 1_800_000;

/** What a member may tell the leader, by all its protocols together: the broker keeps it. */
const MAX_METADATA_BYTES = 256 * 1024;

export const joinGroup = serve({
  api: APIS.JoinGroup,
  read: readJoinGroupRequest,
  write: writeJoinGroupResponse,
  async handle(broker, request, { version, clientId, host }) {
    const { groupId, memberId, groupInstanceId, sessionTimeoutMs, protocolType, protocols } = request;
    const refuse = (errorCode: number) => responseOf({ errorCode, memberId }, version);
    if (groupId === "") return refuse(ErrorCode.INVALID_GROUP_ID);
    if (sessionTimeoutMs < MIN_SESSION_TIMEOUT_MS || sessionTimeoutMs > MAX_SESSION_TIMEOUT_MS) {
      return refuse(ErrorCode.INVALID_SESSION_TIMEOUT);
    }
    let metadataBytes = 0;
    for (const { name, metadata } of protocols) metadataBytes += name.length + metadata.length;
    if (metadataBytes > MAX_METADATA_BYTES) return refuse(ErrorCode.INVALID_REQUEST);
    const rebalanceTimeoutMs = request.rebalanceTimeoutMs > 0 ? request.rebalanceTimeoutMs : sessionTimeoutMs;
    const joining = {
      groupInstanceId,
      clientId,
      host,
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      protocolType,
      protocols,
    };
    return responseOf(await broker.groups.join(groupId, memberId, joining, version >= 4), version);
  },
});

function responseOf(result: JoinResult, version: number): Init<JoinGroupResponse> {
  return { ...result, protocolName: result.protocolName ?? (version >= 7 ? null : "") };
}
