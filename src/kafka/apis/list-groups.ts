import { APIS } from "../../../gen/kafka/apis.js";
import { readListGroupsRequest } from "../../../gen/kafka/list-groups-request.js";
import { writeListGroupsResponse } from "../../../gen/kafka/list-groups-response.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";
import { groupStateOf, protocolTypeOf } from "../groups/described.js";
import { Turn } from "../turns.js";

// Behavior:
// * Lists all groups, also those whose members subscribe by gRPC.
//
// Version notes:
// * v4: states, also to choose by. v5: types, also to choose by; all groups are of type "classic" to clients.

const GROUPS_PER_PAGE = 100;
const TYPE = "classic";

export const listGroups = serve({
  api: APIS.ListGroups,
  read: readListGroupsRequest,
  write: writeListGroupsResponse,
  async handle(broker, { statesFilter, typesFilter }) {
    const turn = new Turn();
    const states = statesFilter.map((state) => state.toLowerCase());
    const types = typesFilter.map((type) => type.toLowerCase());
    const groups = [];
    for (let after: string | undefined; ; ) {
      const page = await broker.engine.listGroups({ limit: GROUPS_PER_PAGE, ...(after !== undefined && { after }) });
      for (const description of page.groups) {
        const groupState = groupStateOf(broker, description);
        if (states.length > 0 && !states.includes(groupState.toLowerCase())) continue;
        if (types.length > 0 && !types.includes(TYPE)) continue;
        const { group: groupId } = description;
        groups.push({ groupId, protocolType: protocolTypeOf(broker, description), groupState, groupType: TYPE });
      }
      if (!page.more) return { errorCode: ErrorCode.NONE, groups };
      after = page.groups.at(-1)!.group;
      await turn.next();
    }
  },
});
