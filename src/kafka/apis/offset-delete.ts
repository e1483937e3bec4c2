import { APIS } from "../../../gen/kafka/apis.js";
import { readConsumerProtocolSubscription } from "../../../gen/kafka/consumer-protocol-subscription.js";
import { readOffsetDeleteRequest } from "../../../gen/kafka/offset-delete-request.js";
import { writeOffsetDeleteResponse } from "../../../gen/kafka/offset-delete-response.js";
import { KafkaReader, MalformedMessage } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import { ErrorCode, refusalOf } from "../errors.js";
import type { ClassicGroup } from "../groups/classic-group.js";
import { CONSUMER, classicGroup } from "../groups/described.js";
import { Turn } from "../turns.js";

// Behavior:
// * Offsets of topics that members subscribe to are refused with GROUP_SUBSCRIBED_TO_TOPIC; those of others are forgotten.

const NEWEST_SUBSCRIPTION = 3;

export const offsetDelete = serve({
  api: APIS.OffsetDelete,
  read: readOffsetDeleteRequest,
  write: writeOffsetDeleteResponse,
  async handle(broker, { groupId, topics }) {
    try {
      await broker.engine.getGroup(groupId);
    } catch (error) {
      return { errorCode: refusalOf(error, { INVALID_FIELD: ErrorCode.INVALID_GROUP_ID }).errorCode };
    }
    const turn = new Turn();
    const classic = classicGroup(broker, groupId);
    if (classic !== undefined && classic.protocolType !== CONSUMER) return { errorCode: ErrorCode.NON_EMPTY_GROUP };
    const subscribed = classic === undefined ? new Set<string>() : subscriptionsOf(classic);
    const answers = [];
    for (const { name, partitions } of topics) {
      const results = [];
      for (const { partitionIndex } of partitions) {
        let errorCode: number = ErrorCode.NONE;
        if (subscribed.has(name)) errorCode = ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC;
        else {
          try {
            await broker.engine.deleteOffsets(groupId, [{ topic: name, partition: partitionIndex }]);
          } catch (error) {
            // With its last offset a group that has no members is gone, and so are its others.
            const { errorCode: refused } = refusalOf(error);
            if (refused !== ErrorCode.GROUP_ID_NOT_FOUND) errorCode = refused;
          }
        }
        results.push({ partitionIndex, errorCode });
      }
      answers.push({ name, partitions: results });
      await turn.next();
    }
    return { errorCode: ErrorCode.NONE, topics: answers };
  },
});

function subscriptionsOf(group: ClassicGroup): Set<string> {
  const topics = new Set<string>();
  for (const member of group.members) {
    try {
      const reader = new KafkaReader(member.metadataOf(group.protocol));
      const version = Math.min(reader.int16(), NEWEST_SUBSCRIPTION);
      for (const topic of readConsumerProtocolSubscription(reader, version).topics) topics.add(topic);
    } catch (error) {
      // Opaque bytes of the clients' own: anything may be in there.
      if (!(error instanceof MalformedMessage)) throw error;
    }
  }
  return topics;
}
