import { APIS } from "../../../gen/kafka/apis.js";
import { readDeleteGroupsRequest } from "../../../gen/kafka/delete-groups-request.js";
import { writeDeleteGroupsResponse } from "../../../gen/kafka/delete-groups-response.js";
import { serve } from "../api.js";
import { ErrorCode, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * A group with members, of whichever kind, is refused with NON_EMPTY_GROUP.

export const deleteGroups = serve({
  api: APIS.DeleteGroups,
  read: readDeleteGroupsRequest,
  write: writeDeleteGroupsResponse,
  async handle(broker, { groupsNames }) {
    const turn = new Turn();
    const results = [];
    for (const groupId of groupsNames) {
      try {
        await broker.engine.deleteGroup(groupId);
        results.push({ groupId, errorCode: ErrorCode.NONE });
      } catch (error) {
        results.push({ groupId, errorCode: refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_GROUP_ID }).errorCode });
      }
      await turn.next();
    }
    return { results };
  },
});
