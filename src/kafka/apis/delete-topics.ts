import { APIS } from "../../../gen/kafka/apis.js";
import { readDeleteTopicsRequest } from "../../../gen/kafka/delete-topics-request.js";
import { writeDeleteTopicsResponse } from "../../../gen/kafka/delete-topics-response.js";
import { serve } from "../api.js";
import { NO_TOPIC_ID } from "../broker.js";
import { ErrorCode, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * Each topic is answered for itself. Whoever waits for its records is told at once that it is gone.
//
// Version notes:
// * v5: messages. v6: topics may be named by their ids.

export const deleteTopics = serve({
  api: APIS.DeleteTopics,
  read: readDeleteTopicsRequest,
  write: writeDeleteTopicsResponse,
  async handle(broker, { topics, topicNames }, { version }) {
    const turn = new Turn();
    const named = version >= 6 ? topics : topicNames.map((name) => ({ name, topicId: NO_TOPIC_ID }));
    const responses = [];
    for (const { name, topicId } of named) {
      try {
        const topic = name ?? (await broker.topicNameOf(topicId));
        const id = (await broker.engine.getTopic(topic)).topicId;
        await broker.engine.deleteTopic(topic);
        responses.push({ name: topic, topicId: id, errorCode: ErrorCode.NONE, errorMessage: null });
      } catch (error) {
        const refusal = refusalOf(error, { INVALID_FIELD: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION });
        responses.push({ name, topicId, ...refusal });
      }
      await turn.next();
    }
    return { responses };
  },
});
