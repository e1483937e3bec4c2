import { APIS } from "../../../gen/kafka/apis.js";
import { readListPartitionReassignmentsRequest } from "../../../gen/kafka/list-partition-reassignments-request.js";
import { writeListPartitionReassignmentsResponse } from "../../../gen/kafka/list-partition-reassignments-response.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * Nothing moves between brokers where there is one.

export const listPartitionReassignments = serve({
  api: APIS.ListPartitionReassignments,
  read: readListPartitionReassignmentsRequest,
  write: writeListPartitionReassignmentsResponse,
  async handle() {
    return { errorCode: ErrorCode.NONE, errorMessage: null, topics: [] };
  },
});
