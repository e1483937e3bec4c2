import { APIS } from "../../../gen/kafka/apis.js";
import { readHeartbeatRequest } from "../../../gen/kafka/heartbeat-request.js";
import { writeHeartbeatResponse } from "../../../gen/kafka/heartbeat-response.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * Keeps a member in its group, and tells it with REBALANCE_IN_PROGRESS to join again.
//
// Version notes:
// * v3: static members.

export const heartbeat = serve({
  api: APIS.Heartbeat,
  read: readHeartbeatRequest,
  write: writeHeartbeatResponse,
  async handle(broker, { groupId, memberId, groupInstanceId, generationId }) {
    const group = broker.groups.get(groupId);
    return { errorCode: group?.heartbeat(memberId, groupInstanceId, generationId) ?? ErrorCode.UNKNOWN_MEMBER_ID };
  },
});
