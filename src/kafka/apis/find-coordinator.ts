import { APIS } from "../../../gen/kafka/apis.js";
import { readFindCoordinatorRequest } from "../../../gen/kafka/find-coordinator-request.js";
import { type Coordinator, writeFindCoordinatorResponse } from "../../../gen/kafka/find-coordinator-response.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { type Address, serve } from "../api.js";
import { NODE_ID } from "../broker.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * This broker coordinates every group. It is named for transactions too, so that InitProducerId can say that there are
//   none: clients ask for a coordinator until they have one. Share groups have none.
//
// Version notes:
// * v1: the type of the key. v4: many keys in one request.

const GROUP = 0;
const TRANSACTION = 1;

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
  if (keyType !== GROUP && keyType !== TRANSACTION) {
    const errorMessage = `key type ${keyType} is not supported`;
    return { key, nodeId: -1, host: "", port: -1, errorCode: ErrorCode.INVALID_REQUEST, errorMessage };
  }
  return { key, nodeId: NODE_ID, ...address, errorCode: ErrorCode.NONE, errorMessage: null };
}
