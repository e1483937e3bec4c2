import { APIS } from "../../../gen/kafka/apis.js";
import { readDescribeClusterRequest } from "../../../gen/kafka/describe-cluster-request.js";
import { writeDescribeClusterResponse } from "../../../gen/kafka/describe-cluster-response.js";
import { serve } from "../api.js";
import { NODE_ID, UNKNOWN_OPERATIONS } from "../broker.js";
import { ErrorCode } from "../errors.js";

// Version notes:
// * v1: the client says whether it means brokers (1) or controllers, which can't be asked here. v2: fenced brokers.

const BROKERS = 1;

export const describeCluster = serve({
  api: APIS.DescribeCluster,
  read: readDescribeClusterRequest,
  write: writeDescribeClusterResponse,
  async handle(broker, { endpointType }, caller) {
    if (endpointType !== BROKERS) {
      return { errorCode: ErrorCode.MISMATCHED_ENDPOINT_TYPE, errorMessage: "this is a broker, not a controller" };
    }
    return {
      errorCode: ErrorCode.NONE,
      errorMessage: null,
      endpointType,
      clusterId: broker.clusterId,
      controllerId: NODE_ID,
      brokers: [{ brokerId: NODE_ID, ...broker.addressFor(caller), rack: null }],
      clusterAuthorizedOperations: UNKNOWN_OPERATIONS,
    };
  },
});
