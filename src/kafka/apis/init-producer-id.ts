import { APIS } from "../../../gen/kafka/apis.js";
import { readInitProducerIdRequest } from "../../../gen/kafka/init-producer-id-request.js";
import { writeInitProducerIdResponse } from "../../../gen/kafka/init-producer-id-response.js";
import { serve } from "../api.js";
import { ErrorCode } from "../errors.js";

// Behavior:
// * Gives idempotent producers their ids, which no earlier process of this broker gave.
// * A transactional id is refused with TRANSACTIONAL_ID_AUTHORIZATION_FAILED, as transactions are not supported: of all
//   errors this is the one that every client takes as final, where it tries again at most others.
//
// Version notes:
// * v3: a producer that has an id gets the next epoch of it. v6 is of two-phase commit, which is not answered.

export const initProducerId = serve({
  api: APIS.InitProducerId,
  versions: [0, 5],
  read: readInitProducerIdRequest,
  write: writeInitProducerIdResponse,
  async handle(broker, { transactionalId, producerId, producerEpoch }) {
    if (transactionalId !== null) {
      return { errorCode: ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, producerId: -1, producerEpoch: -1 };
    }
    return { errorCode: ErrorCode.NONE, ...broker.producers.init(producerId, producerEpoch) };
  },
});
