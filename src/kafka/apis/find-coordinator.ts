import { APIS } from "../../../gen/kafka/apis.js";
import { readFindCoordinatorRequest } from "../../../gen/kafka/find-coordinator-request.js";
import { type Coordinator, writeFindCoordinatorResponse } from "../../../gen/kafka/find-coordinator-response.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { type Address, serve } from "../api.js";
import { NODE_ID } from "../broker.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * This broker coordinates every group. It coordinates no transactions and no share groups.
//
// Version notes:
// * v1: the type of the key. v4: many keys in one request.

const GROUP = 0;

export const findCoordinator = serve({
  api: APIS.FindCoordinator,
  read: readFindCoordinatorRequest,
  write: writeFindCoordinatorResponse,
  async handle(broker, { key, keyType, coordinatorKeys }, caller) {
    const address = broker.addressFor(caller);
    if (caller.version < 4) return coordinator(address, key, keyType);
    return { coordinators: coordinatorKeys.map((one) => coordinator(address, one, keyType)) };
  },
});

function coordinator(address: Address, key: string, keyType: number): Init<Coordinator> {
  if (keyType !== GROUP) {
    const errorMessage = keyType === 1 ? "transactions are not supported" : `key type ${keyType} is not supported`;
    return { key, nodeId: -1, host: "", port: -1, errorCode: ErrorCode.UNSUPPORTED_VERSION, errorMessage };
  }
  return { key, nodeId: NODE_ID, ...address, errorCode: ErrorCode.NONE, errorMessage: null };
}
