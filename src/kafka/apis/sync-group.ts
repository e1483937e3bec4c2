import { APIS } from "../../../gen/kafka/apis.js";
import { readSyncGroupRequest } from "../../../gen/kafka/sync-group-request.js";
import { writeSyncGroupResponse } from "../../../gen/kafka/sync-group-response.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * The answer comes when the leader has sent the assignment, which is opaque.
//
// Version notes:
// * v3: static members. v5: the protocol, which must be that of the group.

export const syncGroup = serve({
  api: APIS.SyncGroup,
  read: readSyncGroupRequest,
  write: writeSyncGroupResponse,
  async handle(broker, request) {
    const { groupId, memberId, groupInstanceId, generationId, protocolType, protocolName, assignments } = request;
    const group = broker.groups.get(groupId);
    if (group === undefined) return { errorCode: ErrorCode.UNKNOWN_MEMBER_ID };
    const shares = new Map(assignments.map(({ memberId: member, assignment }) => [member, assignment]));
    return group.sync(memberId, groupInstanceId, generationId, protocolType, protocolName, shares);
  },
});
