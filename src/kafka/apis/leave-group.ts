import { APIS } from "../../../gen/kafka/apis.js";
import { readLeaveGroupRequest } from "../../../gen/kafka/leave-group-request.js";
import { writeLeaveGroupResponse } from "../../../gen/kafka/leave-group-response.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * The partitions of who leaves go to the others at once, by a rebalance.
//
// Version notes:
// * v3: many members in one request, each by its id or, for static members, by their instance.

export const leaveGroup = serve({
  api: APIS.LeaveGroup,
  read: readLeaveGroupRequest,
  write: writeLeaveGroupResponse,
  async handle(broker, { groupId, memberId, members }, { version }) {
    const leave = (member: string, instance: string | null) =>
      broker.groups.get(groupId)?.leave(member, instance) ?? ErrorCode.UNKNOWN_MEMBER_ID;
    if (version < 3) return { errorCode: leave(memberId, null) };
    return {
      errorCode: ErrorCode.NONE,
      members: members.map(({ memberId: member, groupInstanceId }) => ({
        memberId: member,
        groupInstanceId,
        errorCode: leave(member, groupInstanceId),
      })),
    };
  },
});
