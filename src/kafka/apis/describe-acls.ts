import { APIS } from "../../../gen/kafka/apis.js";
import { readDescribeAclsRequest } from "../../../gen/kafka/describe-acls-request.js";
import { writeDescribeAclsResponse } from "../../../gen/kafka/describe-acls-response.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * SECURITY_DISABLED, as by a Kafka without an authorizer.

export const describeAcls = serve({
  api: APIS.DescribeAcls,
  read: readDescribeAclsRequest,
  write: writeDescribeAclsResponse,
  async handle() {
    return { errorCode: ErrorCode.SECURITY_DISABLED, errorMessage: "there are no access control lists", resources: [] };
  },
});
