import { APIS } from "../../../gen/kafka/apis.js";
import { readOffsetForLeaderEpochRequest } from "../../../gen/kafka/offset-for-leader-epoch-request.js";
import { writeOffsetForLeaderEpochResponse } from "../../../gen/kafka/offset-for-leader-epoch-response.js";
import { serve } from "../api.js";
import { LEADER_EPOCH } from "../broker.js";
import { ErrorCode, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * There is one epoch, whose end is the end of the log. Of a later one nothing is known.

export const offsetForLeaderEpoch = serve({
  api: APIS.OffsetForLeaderEpoch,
  read: readOffsetForLeaderEpochRequest,
  write: writeOffsetForLeaderEpochResponse,
  async handle(broker, { topics }, { signal }) {
    const turn = new Turn();
    const answers = [];
    for (const { topic, partitions } of topics) {
      const ends = [];
      for (const { partition, leaderEpoch } of partitions) {
        try {
          const bounds = { maxRecords: 0, maxBytes: 0 };
          const request = { topic, partition, start: { at: "latest" }, bounds, maxWaitMs: 0 } as const;
          const batch = await broker.engine.fetch(request, signal);
          batch.release();
          const known = leaderEpoch === LEADER_EPOCH;
          const end = { leaderEpoch: known ? LEADER_EPOCH : -1, endOffset: known ? batch.highWatermark : -1 };
          ends.push({ errorCode: ErrorCode.NONE, partition, ...end });
        } catch (error) {
          ends.push({ errorCode: refusalOf(error).errorCode, partition, leaderEpoch: -1, endOffset: -1 });
        }
        await turn.next();
      }
      answers.push({ topic, partitions: ends });
    }
    return { topics: answers };
  },
});
