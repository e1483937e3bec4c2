import { APIS } from "../../../gen/kafka/apis.js";
import { type OffsetFetchRequestGroup, readOffsetFetchRequest } from "../../../gen/kafka/offset-fetch-request.js";
import { type OffsetFetchResponseGroup, writeOffsetFetchResponse } from "../../../gen/kafka/offset-fetch-response.js";
import type { CommittedOffset } from "../../engine/engine.js";
import type { Init } from "../../kafka-protocol/messages.js";
import { serve } from "../api.js";
import type { Broker } from "../broker.js";
import { ErrorCode, refusalOf } from "../errors.js";
import { Turn } from "../turns.js";

// Behavior:
// * Answers with offset -1 where nothing is committed, also for groups and topics that are not there.
//
// Version notes:
// * v2: null for all topics. v5: leader epochs. v8: many groups in one request. v10: topics are named by their ids.

interface Topic {
  readonly name: string;
  readonly topicId: string;
  readonly partitionIndexes: readonly number[];
}

export const offsetFetch = serve({
  api: APIS.OffsetFetch,
  read: readOffsetFetchRequest,
  write: writeOffsetFetchResponse,
  async handle(broker, { groupId, topics, groups }, { version }) {
    if (version >= 8) {
      const answers = [];
      for (const group of groups) answers.push(await answer(broker, group, version));
      return { groups: answers };
    }
    const named = topics?.map((topic) => ({ ...topic, topicId: "" })) ?? null;
    const { topics: found = [] } = await answer(broker, { groupId, topics: named }, version);
    return { topics: found, errorCode: ErrorCode.NONE };
  },
});

async function answer(
  broker: Broker,
  { groupId, topics }: Pick<OffsetFetchRequestGroup, "groupId"> & { readonly topics: readonly Topic[] | null },
  version: number,
): Promise<Init<OffsetFetchResponseGroup>> {
  const committed = new Map<string, Map<number, CommittedOffset>>();
  for (const offset of await broker.engine.committedOffsets(groupId)) {
    const partitions = committed.get(offset.topic);
    if (partitions === undefined) committed.set(offset.topic, new Map([[offset.partition, offset]]));
    else partitions.set(offset.partition, offset);
  }
  const turn = new Turn();
  const asked =
    topics ??
    [...committed].map(([name, partitions]) => ({ name, topicId: "", partitionIndexes: [...partitions.keys()] }));
  const answers = [];
  for (const { name, topicId, partitionIndexes } of asked) {
    const topic = await identify(broker, name, topicId, version, topics === null);
    answers.push({
      name,
      ...(version >= 10 && { topicId: topic.topicId }),
      partitions: partitionIndexes.map((partitionIndex) => {
        const offset = committed.get(topic.name)?.get(partitionIndex);
        return {
          partitionIndex,
          committedOffset: offset?.offset ?? -1,
          committedLeaderEpoch: offset?.leaderEpoch ?? -1,
          metadata: offset?.metadata ?? "",
          errorCode: topic.errorCode,
        };
      }),
    });
    await turn.next();
  }
  return { groupId, topics: answers, errorCode: ErrorCode.NONE };
}

/** The name and the id of a topic, of which newer versions ask and answer by id alone. */
async function identify(
  broker: Broker,
  name: string,
  topicId: string,
  version: number,
  isFound: boolean,
): Promise<{ name: string; topicId: string; errorCode: number }> {
  if (version < 10) return { name, topicId, errorCode: ErrorCode.NONE };
  try {
    if (isFound) return { name, topicId: (await broker.engine.getTopic(name)).topicId, errorCode: ErrorCode.NONE };
    return { name: await broker.topicNameOf(topicId), topicId, errorCode: ErrorCode.NONE };
  } catch (error) {
    return { name, topicId, errorCode: refusalOf(error).errorCode };
  }
}
